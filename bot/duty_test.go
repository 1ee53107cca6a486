package bot_test

import (
	"fmt"
	"testing"

	"pacer/coach"
)

func TestATeacherSaysWhenTheyAreToldOfTheirClass(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	for _, tt := range []struct{ say, told string }{
		{"settings", "your day in a line, when somebody needs you: 08:00"},
		{"settings morning 7:15", "somebody needs you: 07:15"},
		{"settings morning 25:00", "settings morning 7:30"},
		{"settings morning 0:00", "settings morning 7:30"},
		{"settings digest friday", "your week: Friday"},
		{"settings digest someday", "settings digest and a day of the week"},
		{"settings away 2026-12-21 2027-01-06", "away: Mon 21 Dec to Wed 6 Jan"},
		{"settings away 2026-03-05", "Wed 6 Jan and Thu 5 Mar"},
		{"settings away 2020-01-01", "settings away 2026-12-21"},
		{"settings away 2026-12-21 2027-12-06", "settings away 2026-12-21"},
		{"settings away off", "away: no days"},
	} {
		tess.says(tt.say).has(tt.told)
	}
	if s := tess.self().Settings; s.Morning != 7*60+15 || s.Digest != 5 || len(s.Away) != 0 {
		t.Errorf("the settings are %+v", s)
	}
	tess.says("settings morning off")
	tess.says("settings digest off").has("your week: off")
	if s := tess.self().Settings; s.Morning != coach.NoMorning || s.Digest != coach.NoDigest {
		t.Errorf("the settings are %+v", s)
	}
	tess.says("settings away 2026-03-05")
	for n := range 12 {
		tess.says(fmt.Sprintf("settings away 2026-03-%02d", 5+n))
	}
	if n := len(tess.self().Settings.Away); n != 10 {
		t.Errorf("%d absences are kept", n)
	}
	tess.says("settings away off")
	ann := h.person("Ann").meets()
	ann.says("settings").lacks("As a teacher")
	ann.says("settings morning 7:00").has("That is for teachers.")

	at := tess.onForms(h, roomy)
	form := at.form("form settings")
	fields := make(map[string]string)
	for _, f := range form.Fields {
		fields[f.Name] = f.Value
	}
	if fields["morning"] != "off" || fields["digest"] != "off" {
		t.Errorf("the form has %v", fields)
	}
	fields["morning"], fields["digest"], fields["away"] = "7:30", "sun", "2026-04-01"
	at.fillsIn("form settings", fields).has("somebody needs you: 07:30", "your week: Sunday")
	fields["morning"] = "whenever"
	if r := at.fillsIn("form settings", fields); r.posts[0].errors["morning"] == "" {
		t.Error("nothing is wrong with the morning")
	}
}
