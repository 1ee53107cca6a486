package coach

import "slices"

// Feature is something the coach does in a class, that a class may also do
// without.
type Feature string

// The features. Practice when a learner asks for it, calling a person when one
// is asked for, and danger are everywhere: no class is without them.
const (
	FeaturePractice Feature = "practice" // a few minutes that fit, when a learner asks
	FeatureCalls    Feature = "calls"    // who asks for a person gets one, and danger is told at once

	FeatureCheckIns Feature = "check-ins" // the coach speaks first, at the class's times
	FeatureNudges   Feature = "nudges"    // a kind word to the learner when something goes hard
	FeatureWins     Feature = "wins"      // teachers hear of what went well
	FeatureDigest   Feature = "digest"    // a line in the morning and a summary of the week, for teachers

	FeatureGating      Feature = "gating"      // a skill opens when what it builds on is known
	FeatureReviews     Feature = "reviews"     // what is about to fade is mixed into practice
	FeatureAlerts      Feature = "alerts"      // teachers are told of more than what a learner asks for
	FeatureAssignments Feature = "assignments" // practice that a teacher gives
	FeatureGroups      Feature = "groups"      // learners who could work together

	FeatureReflections Feature = "reflections" // a thought asked for after practice
	FeatureTickets     Feature = "tickets"     // three questions to everybody at the end of a lesson
	FeatureCalibration Feature = "calibration" // how sure, before the result is shown
)

// Preset is how much of the coach a class begins with. A teacher who finds all
// of it too much begins with little, and takes the next one when it suits.
type Preset string

// The presets, each with all that the one before has, and more.
const (
	PresetStarter Preset = "starter"
	PresetCoach   Preset = "coach"
	PresetMastery Preset = "mastery"
	PresetFull    Preset = "full"
)

// steps are the presets in order, each with what it adds to the one before.
var steps = []struct {
	preset Preset
	adds   []Feature
}{
	{PresetStarter, []Feature{FeaturePractice, FeatureCalls}},
	{PresetCoach, []Feature{FeatureCheckIns, FeatureNudges, FeatureWins, FeatureDigest}},
	{PresetMastery, []Feature{FeatureGating, FeatureReviews, FeatureAlerts, FeatureAssignments, FeatureGroups}},
	{PresetFull, []Feature{FeatureReflections, FeatureTickets, FeatureCalibration}},
}

// Presets lists the presets, the one with least first.
func Presets() (all []Preset) {
	for _, s := range steps {
		all = append(all, s.preset)
	}
	return all
}

// Features lists what a preset has, in the order in which presets add it; of a
// preset that there is not, and of none, all there is.
func (p Preset) Features() (all []Feature) {
	for _, s := range steps {
		all = append(all, s.adds...)
		if s.preset == p {
			break
		}
	}
	return all
}

// Needs is the preset with least that has a feature.
func (f Feature) Needs() Preset {
	for _, s := range steps {
		if slices.Contains(s.adds, f) {
			return s.preset
		}
	}
	return PresetFull
}

// Has tells whether a class has a feature. A class that names no preset was made
// before there were any, and has all of them.
func (c *Class) Has(f Feature) bool {
	for _, s := range steps {
		if slices.Contains(s.adds, f) {
			return true
		}
		if s.preset == c.Preset {
			return false
		}
	}
	return false
}
