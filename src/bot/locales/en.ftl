# Rasid's texts in English. Plain text, no tags.

start =
    Hello, I am Rasid.

    Write me your question in Arabic or English. I search the reports I have and answer with sentences copied from them as they are, each with its source. If the answer is not in them, I will say so.

    Whatever I quote is what its authors say, not what I say.

help-title = How to ask
help =
    • Write one question in each message.
    • Name the people and places you mean: that is the shortest way to an answer.
    • Under each answer are buttons for its sources: press one to see the sentence where it stands in the report.
    • Go on with a short question such as “And when?”, or edit your question and I will edit my answer.
    • /reports shows the reports, and /search with some words shows passages that come near to them.
    • /follow with a topic makes me tell you of every new report about it, and /following shows what I follow for you.
    • In groups, mention me in your question, reply to a message of mine, or write your question after /ask.

help-examples-title = Examples
help-example-1 = Who imposed the truce?
help-example-2 = Where did the clashes take place?
help-example-3 = What happened to the detainees?

command-ask = Ask a question in a group
command-reports = The reports, newest first
command-search = Passages near to some words
command-help = How to ask
profile-description =
    I answer your questions from news reports, with sentences copied from them word for word and the source of each. If the answer is not in them, I say so.

    Press Start, then write your question.
profile-short-description = Your questions about the news reports, answered with quotes and sources.

answer-heading =
    { $reports ->
        [one] One of the reports says:
       *[other] { $reports } of the reports say:
    }
answer-heading-within = This report says:
answer-heading-differ = The reports differ on the number. Each says:
summary-heading = Summary written by a machine of what the reports say:
related-heading = The reports come close to your question, but these passages may not answer it:
related-heading-within = This report comes close to your question, but these passages may not answer it:
overview-heading = Your question is a general one. This is how reports that I found there begin:
about-related-button = What are these?
about-related = They are the nearest the reports come to your question, copied as they are. They may help you search on, but I am not sure that they hold the answer: don't take them for one.
none = I found no answer to this in the reports. Try other words, or name the person or place you are asking about.
none-within = I found no answer to this in this report.
understood-as = I understood your question as:
filtered-period = I kept to reports from { $period }, those from shortly after, and those that speak of that time.
filtered-outlets = I kept to reports of { $outlets } and those that quote it.
filtered-both = I kept to reports of { $outlets } about { $period }.
unfiltered-period = Reports from { $period } held no answer, so I searched all reports.
unfiltered-outlets = Reports of { $outlets } held no answer, so I searched all reports.
unfiltered-both = Reports of { $outlets } about { $period } held no answer, so I searched all reports.
period-year = { $year }
period-span = { $from } to { $to }
period-since = { $from } on
period-until = the time up to { $to }
within-report = I searched this report only:
scope-lost = The report you were asking about has been withdrawn, so I searched all of them.
more-button = More passages
nearest-button = Nearest passages
no-more = I found no more passages near to this.
question-forgotten = I keep questions for one day only. Ask yours again to get new buttons.
not-your-question = This button is for the one who asked.
sources =
    { $count ->
        [one] Source
       *[other] Sources
    }
source-button =
    { $count ->
        [one] Read it in context
       *[other] Read [{ $n }]
    }
comma = ,

excerpt-place = Passage { $ordinal } of { $count }
excerpt-changed = This report has changed since then. Here is the passage as it was.
excerpt-withdrawn = This report has been withdrawn, so I can no longer show it.
excerpt-unknown = I can no longer find this passage. Ask your question again for an up-to-date answer.
previous-button = ← Previous
next-button = Next →
card-button = About the report
original-button = Original
share-button = Share

reports-heading =
    { $total ->
        [one] I have one report:
       *[other] I have { $total } reports, newest first:
    }
reports-empty = I have no reports yet.
page-place = Page { $page } of { $pages }
report-length =
    { $words ->
        [one] One word
       *[other] { $words } words
    }
report-unknown = I can no longer find this report.
read-button = Read from the start
within-button = Ask about this report only
list-button = All reports
within-prompt = Write your question, and I will look for its answer in this report only.
within-prompt-group = Reply to this message with your question, and I will look for its answer in this report only.
leave-button = Back to all reports
everywhere-button = Search all reports
scope-left = From now on you are asking all reports.

search-heading =
    { $total ->
        [one] I found one passage:
       *[other] I found { $total } passages, nearest first:
    }
more-heading = Passages near to your question, which may not answer it:
search-none = I found no passages near to these words.
search-usage = Write what you are looking for after the command, such as: /search truce
ask-usage = Write your question after the command, such as: /ask Who imposed the truce?

inline-hint-title = Type your question
inline-hint-description = I offer the nearest passages of the reports; send the one you choose, with its source.
inline-hint-message = To bring a sentence of the reports into any chat, type { $bot } and your question, then choose from the passages that appear.
inline-none-title = No passages near to this
inline-none-description = Try other words, or the name of a person or place.
inline-read-button = Read it in context

stale-button = This button no longer works. Ask your question again to get new ones.
text-only = For now I read text only. Write me your question and I will look for its answer in the reports.
unknown-command = I don't know this command. Just write your question, or send /help to see how to ask.
courtesy-greeting = Hello. Write me your question, and I will look for its answer in the reports.
courtesy-thanks = You are welcome. Ask me again whenever you like.
question-empty = I found no words to search for in your message. Write me your question in your own words.
question-missing = Yes? Write your question in a reply to this message.
question-too-long =
    { $limit ->
        [one] Your question is longer than I can read. Please shorten it to one character.
       *[other] Your question is longer than I can read. Please shorten it to { $limit } characters.
    }
error = Something went wrong on my side and I could not finish this. Try again in a while; if it keeps happening, tell whoever runs Rasid this code: { $code }

terminal-start = Write a question and press Enter. To leave: Ctrl+D

command-language = Language of my messages
command-privacy = What is kept of this chat
command-forget = Delete what is kept of this chat
command-stats = Numbers, for those who run Rasid
language-ar = العربية
language-en = English
language-choose = Which language shall I speak here? Answers follow the language of the question.
language-chosen = From now on I speak English here. Answers follow the language of the question.
group-admins-only = Only the administrators of this group can do this.

access-user = This is a private bot: I answer only people whom its owner has let in. If you know the owner, give them your number:
access-chat = This is a private bot that works only in groups its owner has let in, so I am leaving. If you know the owner, give them the number of this group:
access-inline = You have no access yet
flood = You are writing faster than I can answer, so I am leaving some of it out. Give me a few seconds between messages.
flood-button = That was faster than I can answer. Press it again in a few seconds.

privacy-title = What is kept
privacy =
    • Of this chat: its number, and the language if you chose one with /language.
    • What is followed here with /follow: the topic, its name and hours, the number of the person who asked for it, and which reports were sent about it, until /forget deletes that. What was sent is forgotten after 90 days.
    • For 24 hours: the questions asked here and which passages answered them, so that I understand follow-ups and edited questions.
    • Of all chats together: how many questions there were each day, not whose and not which.
    • My log holds errors and times. Your questions are in it only while the one who runs me is looking for a fault.
privacy-alone = • I answer on the machine I run on, and give what you write to no other service. Telegram itself sees it, as in any chat with a bot.
privacy-summaries = • The one who runs me has set up a language model that writes summaries: your question and the sentences I quote go to its server each time I answer, without your name or number. I give what you write to no other service. Telegram itself sees it, as in any chat with a bot.
privacy-forget = /forget deletes all that is kept of this chat. In a private chat it also deletes what you asked in groups.
forget-ask = Delete all that is kept of this chat: the language you chose, all that is followed here, and the questions of the last 24 hours? No alerts will come after that. The messages here stay; those you delete in Telegram yourself.
forget-yes = Delete
forget-no = Don't delete
forget-done = Deleted. Nothing is kept of this chat any more; if you write again, we start anew.
forget-not = Nothing was deleted.

reading-reports = I am still reading the reports and have none to answer from yet. Ask again in a little while.
still-reading = I am still reading new reports. Ask again in a little while: they may say more.
no-reports = I have no reports to answer from yet.

stats-title = Rasid in numbers
stats-reports = Reports: { $reports }, passages: { $passages }
stats-withdrawn = Withdrawn reports: { $withdrawn }
stats-chats = Chats: { $chats }
stats-questions = Questions today: { $today }, in all: { $total }
stats-uptime = Running for { $uptime }
stats-memory = Memory: { $memory }
stats-disk = Database: { $database }, indexes: { $indexes }
stats-reading = Reports are being read right now.

report-added =
    { $passages ->
        [one] Added as “{ $name }”, with one passage.
       *[other] Added as “{ $name }”, with { $passages } passages.
    }
report-changed =
    { $passages ->
        [one] “{ $name }” is replaced, now with one passage.
       *[other] “{ $name }” is replaced, now with { $passages } passages.
    }
report-total =
    { $reports ->
        [one] There is one report now.
       *[other] There are { $reports } reports now.
    }
report-same = I have this report already: “{ $name }” holds exactly the same.
report-there = There is another report called “{ $name }”. Shall I replace it with this one, or keep both?
report-button-replace = Replace
report-button-keep = Keep both
report-button-no = Neither
report-left = The report stays as it was; this file was not added.
report-later = “{ $name }” is in the reports folder, but no report could be made of it. The log says why.
report-no-name = This file's name holds no letters I can use. Give it a name with letters or digits and send it again.
report-not-writable = I may not write into the reports folder ({ $code }). Whoever runs the machine can give me that right.
unreadable-empty = There is no text in this file.
unreadable-binary = This is not a text file, though it is named like one.
unreadable-unreadable = This file can't be read.
unreadable-too-large = This file is too large; I take reports of up to 20 megabytes.
unreadable-undecodable = I can't tell in which encoding this file is written. Save it as UTF-8 and send it again.
unreadable-front-matter = The lines between --- at the start of this file are not right. Mend them and send it again.
unreadable-loop = This file can't be read.
unreadable-unknown-format = I read reports as .txt, .md and .html files. Save it in one of these formats and send it again.

command-follow = Follow a topic
command-following = What is followed here
command-timezone = Time zone, and when alerts come
follow-button = Follow this
follow-usage = Write the topic after the command, such as: /follow Sallum truce
follow-too-long =
    { $limit ->
        [one] This is too long for a topic. Please shorten it to one character.
       *[other] This is too long for a topic. Please shorten it to { $limit } characters.
    }
follow-full =
    { $most ->
        [one] I follow one topic here, and can't take more. Please stop it with /following if you no longer need it.
       *[other] I follow { $most } topics here, and can't take more. Please stop some that you no longer need with /following.
    }
every-report = Every new report
everything-ask = You named no topic. Shall I tell you of every new report? To follow one topic, write it after the command, such as: /follow Sallum truce
everything-yes = Yes, every report
everything-no = No
everything-not = Very well, nothing has changed.
followed-added = From now on I will tell you of every new report about:
followed-added-all = From now on I will tell you of every new report.
followed-already = I follow this for you already:
followed-already-all = I tell you of every new report already.
followed-again =
    { $count ->
        [one] I can write here again, and go on following one topic:
       *[other] I can write here again, and go on following { $count } topics:
    }
followed-again-missed = What came in the meantime I have not sent. The newest reports are in /reports
preview-heading = Some of what it would have brought you from the latest reports:
preview-none = I found nothing about it in the latest reports. When something comes, I will tell you.
preview-hint = If this is not what you mean, try more exact words.
rhythm-at-once = at once
rhythm-daily = a digest every day at { $time }
rhythm-weekly = a digest every { $day } at { $time }
rhythm-at-once-button = At once
rhythm-daily-button = Daily
rhythm-weekly-button = Weekly
state-paused-person = paused
state-paused-unreachable = paused, because I could not write here
state-ended = no longer followed
last-match = Last match:
last-match-none = Nothing has matched it yet
subscription-topic = Topic:
subscription-rhythm = I tell you:
subscription-strict = Only strong matches come.
pause-button = Pause
resume-button = Resume
loose-button = Weaker matches again
words-name-button = Rename
words-topic-button = Other words
hour-button = Hour of digests: { $time }
stop-button = Stop following
stop-ask = Stop following this?
stop-yes = Yes, stop
stop-no = No, go on
stop-done = No longer followed:
stop-not = Still followed:
settings-button = Settings
followed-button = All that is followed
followed-empty = I follow nothing here. Write a topic after the command, such as: /follow Sallum truce
followed-heading =
    { $total ->
        [one] I follow one topic here:
       *[other] I follow { $total } topics here:
    }
following-gone = This is no longer followed here.
words-name-ask = Write the new name in a reply to this message. The name now:
words-topic-ask = Write in a reply to this message the words that I shall follow instead of:
words-zone-ask = Write your city or the name of your time zone in a reply to this message, such as: Rome, Europe/Rome, or +3
words-empty = I found no words in your reply. Write them again in a reply to the same message.
name-too-long =
    { $limit ->
        [one] This name is long. Please shorten it to one character.
       *[other] This name is long. Please shorten it to { $limit } characters.
    }
times-button = Hours and time zone
times-title = When alerts come here
times-zone = Time zone:
times-now = it is { $time } there
times-digest = Hour of digests:
times-quiet = Quiet hours:
times-hour-button = Hour of digests
times-quiet-button = Quiet hours
times-zone-button = Time zone
quiet-none = none
quiet-span = from { $from } to { $to }
hour-ask = At which hour shall I send digests?
quiet-from-ask = When do quiet hours begin? What comes in them arrives when they end.
quiet-to-ask = They begin at { $from }. When do they end?
quiet-none-button = No quiet hours
zone-ask = The time of which city?
zone-other-button = Another city
zone-unknown = I don't know this time zone. Write a city such as “Rome”, a name such as Europe/Rome, or an offset such as +3
back-button = Back

alert-new = New report about:
alert-new-all = New report
alert-changed = A report has changed, about:
alert-changed-all = A report has changed
alert-also = The same text also appeared in:
alert-also-more =
    { $count ->
        [one] and one more report
       *[other] and { $count } more reports
    }
alert-before = It said:
alert-after = Now it says:
alert-added = Added:
alert-removed = Taken out:
alert-read-button =
    { $count ->
        [one] Read it in context
       *[other] Read [{ $n }]
    }
alert-less-button = Less like this
alert-less-of-button = Less like this: { $name }
alert-stop-of-button = Stop: { $name }
alert-less-numbered-button = Less like [{ $n }]
less-done = Very well. For “{ $name }” only what matches better than this will come.
less-already = That is so already: for “{ $name }” only what matches better than this comes.
less-best = This matches all the words of “{ $name }”, so I can’t be stricter. Give me other words: /following, then the topic, then “Other words”.
digest-heading =
    { $reports ->
        [one] Digest of one report:
       *[other] Digest of { $reports } reports:
    }
digest-changed = changed

stats-following = Topics followed: { $subscriptions }, alerts waiting: { $waiting }
