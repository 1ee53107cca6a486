package storage

import "strings"

// fields are classified paths, in lists with spaces between, by class.
func fields(of map[Class]string) map[string]Class {
	all := make(map[string]Class)
	for class, paths := range of {
		for path := range strings.FieldsSeq(paths) {
			all[path] = class
		}
	}
	return all
}

// The fields of what is kept as JSON, by their paths. What a question or a course
// says is one field, and so is a message: it is words, wherever in it they stand.
var (
	personFields = fields(map[Class]string{
		Identity: "Goal.With Goals.With Home ID Name Proposed.With Settings.where",
		Words: `Goal.Obstacle Goal.Then Goal.Why Goal.Words Goals.Obstacle Goals.Then Goals.Why Goals.Words Proposed.Obstacle Proposed.Then
			Proposed.Why Proposed.Words`,
		Record: `Active.Bits Active.Last Answered.Day Answered.N Doubts.at Doubts.shared Doubts.skill Goal.By Goal.Course Goal.End Goal.Ended
			Goal.Foretold.Day Goal.Foretold.Due Goal.Foretold.Finish Goal.ID Goal.Path.a Goal.Path.d Goal.Path.l Goal.Set Goal.Skill Goals.By Goals.Course
			Goals.End Goals.Ended Goals.Foretold.Day Goals.Foretold.Due Goals.Foretold.Finish Goals.ID Goals.Path.a Goals.Path.d Goals.Path.l Goals.Set
			Goals.Skill Joined Maker Owner StandsBy Placed Proposed.By Proposed.Course Proposed.End Proposed.Ended Proposed.Foretold.Day
			Proposed.Foretold.Due Proposed.Foretold.Finish Proposed.ID Proposed.Path.a Proposed.Path.d Proposed.Path.l Proposed.Set Proposed.Skill Start
			Starts.d Starts.m Sure.N Sure.Right Tested.Day Tested.Skills`,
		Setting: `Class Course Offered OwnName Settings.away.From Settings.away.To Settings.cap Settings.check_in Settings.digest
			Settings.excused.From Settings.excused.To Settings.language Settings.learns Settings.minutes Settings.morning Settings.most
			Settings.own Settings.own_language Settings.own_zone Settings.pace Settings.paused Settings.quiet_from Settings.quiet_to
			Settings.silent Settings.speech Settings.themes Settings.uncounted Settings.zone Supports.ExtraTime Supports.Fewer
			Supports.Glossary Supports.HintFirst Supports.NoCompetition Supports.OneThing Supports.Plain Supports.Private WasSilent`,
		Operation: `Begun.Day Begun.N Choices.Last Choices.Of.b Choices.Of.o Choices.Of.t Choices.Passed Digested Enough Flagged.At Flagged.Items
			Guesses.N Guesses.Since KeptTill Lined Mapped Met Moved.Day Moved.From Moved.Told Plenty Pinged.Day Pinged.N Planned Replan Reflects.Before.at Reflects.Before.s
			Reflects.Before.t Reflects.Next Reflects.Spoken Reflects.Taps Reflects.Told Reflects.Unsure.d Reflects.Unsure.s
			Reflects.Wish.Offered Reflects.Wish.Rate Reflects.Wish.Since Reflects.Words Reminded.d Reminded.n Unheard`,
		TrailLine: "Withdrawn",
	})
	classFields = fields(map[Class]string{
		Identity:  "Routes.Person",
		Setting:   "Age Archived CheckIn Code Holidays.From Holidays.To Name Offers Parity Preset Routes.Least Routes.Skill Thinking",
		Operation: "ID",
		Content:   "Courses",
	})
	sessionFields = fields(map[Class]string{
		Identity: "Person",
		Record: `Asked.f Asked.h Asked.i Asked.p Asked.s Asked.t Course Ended Faded Gained.level Gained.skill Given Minutes Planned Purpose Round
			Spent Started Test Tier Touched Wish`,
		Operation: "Aside Class ID Mistap Offered Question Shown Thought",
	})
	questionFields = fields(map[Class]string{
		Identity:  "Conversation Given Made.By Person",
		Words:     "About Made.Answer Made.Explanation Made.Question Made.Word Made.Wrong Result",
		Record:    "At Attempt Confidence Course Hints Item Purpose Sure Tries Version Why.days Why.for Why.kind Why.skill Why.tag",
		Operation: "Ask Bare Made.Class Made.Course Made.Item Made.Skill Made.State Made.Step ID Language Message Number Order Plain Scaffold Seed Session State",
	})
	alertFields = fields(map[Class]string{
		Identity: "By Evidence.people Person Told.To",
		Words:    "Evidence.phrase Evidence.words",
		Record: `Acted After Asked Because Evidence.attempt Evidence.away Evidence.before Evidence.bottoms Evidence.brier Evidence.days
			Evidence.doubt Evidence.drop Evidence.due Evidence.fine Evidence.finish Evidence.foretold Evidence.from Evidence.hints
			Evidence.items Evidence.kept Evidence.last_day Evidence.learners Evidence.lows Evidence.misconceptions.id
			Evidence.misconceptions.n Evidence.missed Evidence.now Evidence.p Evidence.planned Evidence.questions Evidence.rapid
			Evidence.right Evidence.risk Evidence.stated Evidence.sure Evidence.times Evidence.to Evidence.unread Evidence.usual Outcome
			Pinged Raised Rule Severity Skill State Told.At Told.How Told.Reason Until`,
		Operation: "Class ID Looked Lulled Nudged Seen Under Wait",
	})
	roundFields = fields(map[Class]string{
		Identity:  "Asked By In",
		Record:    "Begun Ended Ends Items Kind",
		Operation: "Class ID Message Told",
	})
	responseFields = fields(map[Class]string{
		Identity:  "Person",
		Record:    "At Item Late Misconception Right",
		Operation: "Attempt Round",
	})
	assignmentFields = fields(map[Class]string{
		Identity:  "By Done.Person For",
		Words:     "Note",
		Record:    "Done.At Due Ended Items Made Skill",
		Operation: "Alert Class ID",
	})
	groupFields = fields(map[Class]string{
		Identity:  "By Helper Members",
		Record:    "Ended Kind Made Misconception Skill",
		Operation: "Class ID Talk",
	})
	draftFields = fields(map[Class]string{
		Identity:  "Person",
		Operation: "ID Made",
		Content:   "Courses.ID Courses.Items Courses.Title Name Shown.Course Shown.Item",
	})
)
