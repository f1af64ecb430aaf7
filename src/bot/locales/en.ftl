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

help-examples-title = Examples
help-example-1 = Who imposed the truce?
help-example-2 = Where did the clashes take place?
help-example-3 = What happened to the detainees?

command-start = What Rasid is
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
related-heading = The reports come close to your question, but these passages may not answer it:
none = I found no answer to this in the reports. Try other words, or name the person or place you are asking about.
sources =
    { $count ->
        [one] Source
       *[other] Sources
    }
source-button =
    { $count ->
        [one] Read it in context
       *[other] Source { $n }
    }
comma = ,

excerpt-place = Passage { $ordinal } of { $count }
excerpt-changed = This report has changed since the answer. Here is the passage as it was when I answered.
excerpt-withdrawn = This report has been withdrawn, so I can no longer show it.
excerpt-unknown = I can no longer find this passage. Ask your question again for an up-to-date answer.

stale-button = This button no longer works. Ask your question again to get new ones.
text-only = For now I read text only. Write me your question and I will look for its answer in the reports.
unknown-command = I don't know this command. Just write your question, or send /help to see how to ask.
question-empty = I found no words to search for in your message. Write me your question in your own words.
question-too-long =
    { $limit ->
        [one] Your question is longer than I can read. Please shorten it to one character.
       *[other] Your question is longer than I can read. Please shorten it to { $limit } characters.
    }
error = Something went wrong on my side and I could not finish this. Try again in a while; if it keeps happening, tell whoever runs Rasid this code: { $code }

terminal-start = Write a question and press Enter. To leave: Ctrl+D
