package bot

import "pacer/bot/say"

// The words that can be said, the same everywhere; their spellings are in
// bot/say. The words of design: a learner's, then a teacher's.
const (
	wordPractice   say.Word = "practice"
	wordReview     say.Word = "review"
	wordHint       say.Word = "hint"
	wordWhy        say.Word = "why"
	wordSkip       say.Word = "skip"
	wordAnotherWay say.Word = "another way"
	wordProgress   say.Word = "progress"
	wordGoal       say.Word = "goal"
	wordReflect    say.Word = "reflect"
	wordMuddy      say.Word = "muddy"
	wordMake       say.Word = "make"
	wordPerson     say.Word = "person"
	wordSettings   say.Word = "settings"
	wordLink       say.Word = "link"
	wordStop       say.Word = "stop"
	wordEnough     say.Word = "enough"
	wordPlan       say.Word = "plan"
	wordAway       say.Word = "away"
	wordStopAll    say.Word = "stop messages"
	wordHelp       say.Word = "help"

	wordDontKnow say.Word = "dont know"
	wordAppeal   say.Word = "i was right"
	wordMistap   say.Word = "mistap"
	wordYes      say.Word = "yes"
	wordNo       say.Word = "no"
	wordHello    say.Word = "hello"
	wordBye      say.Word = "bye"
	wordThanks   say.Word = "thanks"
	wordNext     say.Word = "next"

	wordPage say.Word = "page"

	wordSupports say.Word = "supports"
	wordGlossary say.Word = "glossary"
	wordData     say.Word = "data"

	wordChoose  say.Word = "choose"
	wordTestOut say.Word = "test out"
	wordShow    say.Word = "show"
	wordWhere   say.Word = "where"
	wordThemes  say.Word = "themes"

	wordTicket say.Word = "ticket"

	wordClass say.Word = "class"
	wordAlert say.Word = "alert"
)
