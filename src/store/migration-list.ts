import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Changes of the database's shape, oldest first, by name. Forward only: one that has been released is never
 * edited, a mistake is mended by the next. Each runs in a transaction. The big columns (text, spans) come last
 * in their tables: SQLite reads the columns before them without touching the pages they overflow to.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-reports': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('reports')
        .addColumn('id', 'text', (c) => c.primaryKey().notNull())
        .addColumn('path', 'text', (c) => c.notNull().unique())
        .addColumn('hash', 'text', (c) => c.notNull())
        .addColumn('stat', 'text')
        .addColumn('title', 'text', (c) => c.notNull())
        .addColumn('source', 'text')
        .addColumn('url', 'text')
        .addColumn('date', 'text')
        .addColumn('language', 'text', (c) => c.notNull())
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('cutting', 'text', (c) => c.notNull())
        .addColumn('ingested_at', 'bigint', (c) => c.notNull())
        .addColumn('withdrawn_at', 'bigint')
        .addColumn('spans', 'text', (c) => c.notNull())
        .addColumn('text', 'text', (c) => c.notNull())
        .execute();
      await db.schema
        .createIndex('reports_newest')
        .on('reports')
        .columns(['date desc', 'ingested_at desc', 'id'])
        .execute();
      await db.schema
        .createTable('report_versions')
        .addColumn('report_id', 'text', (c) => c.notNull().references('reports.id'))
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('hash', 'text', (c) => c.notNull())
        .addColumn('title', 'text', (c) => c.notNull())
        .addColumn('source', 'text')
        .addColumn('url', 'text')
        .addColumn('date', 'text')
        .addColumn('language', 'text', (c) => c.notNull())
        .addColumn('ingested_at', 'bigint', (c) => c.notNull())
        .addColumn('replaced_at', 'bigint', (c) => c.notNull())
        .addColumn('spans', 'text', (c) => c.notNull())
        .addColumn('text', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('report_versions_key', ['report_id', 'version'])
        .execute();
      await db.schema
        .createTable('passages')
        // AUTOINCREMENT: without it SQLite gives a deleted highest id to the next row, and an index that
        // still holds the old passage under that id would answer with the wrong one.
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('report_id', 'text', (c) => c.notNull().references('reports.id'))
        .addColumn('ordinal', 'integer', (c) => c.notNull())
        .addColumn('start', 'integer', (c) => c.notNull())
        .addColumn('end', 'integer', (c) => c.notNull())
        .addColumn('sentences', 'text', (c) => c.notNull())
        .addColumn('text', 'text', (c) => c.notNull())
        .addUniqueConstraint('passages_place', ['report_id', 'ordinal'])
        .execute();
      await db.schema
        .createTable('meta')
        .addColumn('key', 'text', (c) => c.primaryKey().notNull())
        .addColumn('value', 'text', (c) => c.notNull())
        .execute();
    },
  },
  '0002-chats': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('chats')
        .addColumn('id', 'bigint', (c) => c.primaryKey().notNull())
        .addColumn('locale', 'text')
        .addColumn('first_seen_at', 'bigint', (c) => c.notNull())
        .execute();
      // How many questions, never whose or which.
      await db.schema
        .createTable('question_counts')
        .addColumn('day', 'text', (c) => c.primaryKey().notNull())
        .addColumn('questions', 'integer', (c) => c.notNull())
        .execute();
    },
  },
  '0003-conversations': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('exchanges')
        .addColumn('chat_id', 'bigint', (c) => c.notNull())
        .addColumn('question_message_id', 'bigint', (c) => c.notNull())
        .addColumn('thread_id', 'bigint', (c) => c.notNull())
        .addColumn('user_id', 'bigint', (c) => c.notNull())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('asked', 'text', (c) => c.notNull())
        .addColumn('question', 'text', (c) => c.notNull())
        .addColumn('report_ids', 'text', (c) => c.notNull())
        .addColumn('passage_ids', 'text', (c) => c.notNull())
        .addColumn('within_report', 'text')
        .addColumn('asked_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('exchanges_key', ['chat_id', 'question_message_id'])
        .execute();
      await db.schema.createIndex('exchanges_old').on('exchanges').column('asked_at').execute();
      await db.schema
        .createTable('exchange_messages')
        .addColumn('chat_id', 'bigint', (c) => c.notNull())
        .addColumn('message_id', 'bigint', (c) => c.notNull())
        .addColumn('question_message_id', 'bigint', (c) => c.notNull())
        .addColumn('role', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('exchange_messages_key', ['chat_id', 'message_id'])
        .addForeignKeyConstraint(
          'exchange_messages_of',
          ['chat_id', 'question_message_id'],
          'exchanges',
          ['chat_id', 'question_message_id'],
          (c) => c.onDelete('cascade'),
        )
        .execute();
      await db.schema
        .createIndex('exchange_messages_of_question')
        .on('exchange_messages')
        .columns(['chat_id', 'question_message_id'])
        .execute();
      await db.schema
        .createTable('report_scopes')
        .addColumn('chat_id', 'bigint', (c) => c.notNull())
        .addColumn('thread_id', 'bigint', (c) => c.notNull())
        .addColumn('user_id', 'bigint', (c) => c.notNull())
        .addColumn('report_id', 'text', (c) => c.notNull())
        .addColumn('set_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('report_scopes_key', ['chat_id', 'thread_id', 'user_id'])
        .execute();
    },
  },
  '0004-alerts': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('subscriptions')
        // AUTOINCREMENT: a button under an old alert must never stop a later subscription.
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('chat_id', 'bigint', (c) => c.notNull())
        .addColumn('thread_id', 'bigint')
        .addColumn('created_by', 'bigint', (c) => c.notNull())
        .addColumn('topic', 'text')
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('locale', 'text', (c) => c.notNull())
        .addColumn('frequency', 'text', (c) => c.notNull())
        .addColumn('weekday', 'integer', (c) => c.notNull())
        .addColumn('min_score', 'real', (c) => c.notNull())
        .addColumn('paused', 'text')
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .addColumn('ended_at', 'bigint')
        .addColumn('end_reason', 'text')
        .addColumn('revision', 'integer', (c) => c.notNull())
        .execute();
      await db.schema
        .createIndex('subscriptions_of_chat')
        .on('subscriptions')
        .columns(['chat_id', 'id'])
        .execute();
      await db.schema
        .createIndex('subscriptions_revision')
        .unique()
        .on('subscriptions')
        .column('revision')
        .execute();
      await db.schema
        .createTable('alert_times')
        .addColumn('chat_id', 'bigint', (c) => c.primaryKey().notNull())
        .addColumn('time_zone', 'text', (c) => c.notNull())
        .addColumn('digest_at', 'integer', (c) => c.notNull())
        .addColumn('quiet_from', 'integer')
        .addColumn('quiet_to', 'integer')
        .execute();
      await db.schema
        .createTable('deliveries')
        // AUTOINCREMENT: ids are the order in which a chat hears of things.
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('chat_id', 'bigint', (c) => c.notNull())
        .addColumn('subscription_id', 'integer', (c) => c.notNull().references('subscriptions.id'))
        .addColumn('report_id', 'text', (c) => c.notNull())
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('due_at', 'bigint', (c) => c.notNull())
        .addColumn('together', 'integer', (c) => c.notNull())
        .addColumn('claimed_by', 'text')
        .addColumn('lease_until', 'bigint')
        .addColumn('attempts', 'integer', (c) => c.notNull())
        .addColumn('next_attempt_at', 'bigint')
        .addColumn('sent_message_id', 'bigint')
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .addColumn('done_at', 'bigint')
        .addColumn('story', 'text', (c) => c.notNull())
        .addColumn('also', 'text', (c) => c.notNull())
        .addColumn('match', 'text', (c) => c.notNull())
        .addUniqueConstraint('deliveries_once', ['subscription_id', 'report_id', 'version'])
        .execute();
      await sql`create index deliveries_open on deliveries
        (chat_id, id, state, due_at, next_attempt_at, lease_until) where state in ('due', 'claimed')`.execute(
        db,
      );
      await db.schema
        .createIndex('deliveries_story')
        .on('deliveries')
        .columns(['story', 'chat_id'])
        .execute();
      await db.schema.createIndex('deliveries_done').on('deliveries').column('done_at').execute();
    },
  },
  '0005-prompts': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('prompts')
        .addColumn('chat_id', 'bigint', (c) => c.notNull())
        .addColumn('message_id', 'bigint', (c) => c.notNull())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('subject', 'integer')
        .addColumn('asked_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('prompts_key', ['chat_id', 'message_id'])
        .execute();
    },
  },
  '0006-stories': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('stories')
        .addColumn('story', 'text', (c) => c.primaryKey().notNull())
        .addColumn('told_at', 'bigint', (c) => c.notNull())
        .addColumn('signature', 'text', (c) => c.notNull())
        .execute();
      await db.schema.createIndex('stories_told').on('stories').column('told_at').execute();
      await db.schema
        .createTable('story_bands')
        .addColumn('band', 'text', (c) => c.notNull())
        .addColumn('story', 'text', (c) => c.notNull().references('stories.story').onDelete('cascade'))
        .addPrimaryKeyConstraint('story_bands_key', ['band', 'story'])
        .execute();
      await db.schema.createIndex('story_bands_story').on('story_bands').column('story').execute();
    },
  },
  '0007-accepted-updates': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('accepted_updates')
        .addColumn('bot_id', 'bigint', (c) => c.notNull())
        .addColumn('update_id', 'bigint', (c) => c.notNull())
        .addColumn('accepted_at', 'bigint', (c) => c.notNull())
        .addColumn('tries', 'integer', (c) => c.notNull())
        .addColumn('body', 'text')
        .addPrimaryKeyConstraint('accepted_updates_key', ['bot_id', 'update_id'])
        .execute();
      await db.schema
        .createIndex('accepted_updates_old')
        .on('accepted_updates')
        .column('accepted_at')
        .execute();
    },
  },
  '0008-story-numbers': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable('stories')
        .addColumn('numbers', 'text', (c) => c.notNull().defaultTo(''))
        .execute();
      // Of those kept before, the numbers are not known: a copy of one of these is told once more.
      await sql`delete from stories`.execute(db);
    },
  },
  '0009-stories-by-number': {
    async up(db: Kysely<unknown>) {
      // A first ingest keeps half a million bands, in the order of nothing: as text in two trees they were most of
      // what a transaction had to write. What was kept is not carried over: a copy of one of these is told once more.
      await db.schema.dropTable('story_bands').execute();
      await db.schema.dropTable('stories').execute();
      await db.schema
        .createTable('stories')
        // AUTOINCREMENT: a band that was left behind must not lead to another story.
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('report_id', 'text', (c) => c.notNull().references('reports.id'))
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('told_at', 'bigint', (c) => c.notNull())
        .addColumn('numbers', 'text')
        .addColumn('signature', 'blob', (c) => c.notNull())
        .addUniqueConstraint('stories_of', ['report_id', 'version'])
        .execute();
      await db.schema.createIndex('stories_told').on('stories').column('told_at').execute();
      await db.schema
        .createTable('story_bands')
        .addColumn('band', 'bigint', (c) => c.notNull())
        .addColumn('story_id', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('story_bands_key', ['band', 'story_id'])
        .modifyEnd(sql`without rowid`)
        .execute();
    },
  },
  '0010-totals': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('totals')
        .addColumn('reports', 'integer', (c) => c.notNull())
        .addColumn('withdrawn', 'integer', (c) => c.notNull())
        .addColumn('passages', 'integer', (c) => c.notNull())
        .execute();
      await sql`insert into totals (reports, withdrawn, passages) select
        (select count(*) from reports where withdrawn_at is null),
        (select count(*) from reports where withdrawn_at is not null),
        (select count(*) from passages)`.execute(db);
    },
  },
  '0011-outlets-and-dates': {
    async up(db: Kysely<unknown>) {
      // Every question asks which outlets there are: a walk over all reports with their texts, 20 ms at 30,000.
      for (const column of ['source', 'date']) {
        await db.schema
          .createIndex(`reports_${column}`)
          .on('reports')
          .column(column)
          .where(sql.ref('withdrawn_at'), 'is', null)
          .where(sql.ref(column), 'is not', null)
          .execute();
      }
    },
  },
};
