package bot_test

import (
	"testing"

	"pacer/coach"
	"pacer/coach/course"
)

func TestMarksOfOtherScriptsPartWhatIsTyped(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ said, told string }{
		{"class new 五班，under 13", "五班"},
		{"class new سادس، 18+", "سادس"},
		{"class note Ann：好的", "Ann"},
		{"class note Ann： 好：的", "Ann"},
		{"class level Ann，rows、Proficient：seen", "Counting rows"},
		{"class assign all，rows，until fri：for Monday", "Counting rows"},
		{"class assign all, rows, 2 days: for Monday", "Counting rows"},
		{"class assign Everybody، rows", "to everybody"},
		{"class evidence Ann，rows，weak：counted the chairs", "Counting rows"},
		{"class supports Ann：plain on", "Ann"},
		{"class why Ann，rows", "Ann"},
		{"class goal Ann：rows；in 3 days；for the test", "Ann"},
		{"class item 2＋2＝？＝4", "2＋2＝？"},
		{"class first Tess，rows", "Tess"},
	} {
		t.Run(tt.said, func(t *testing.T) {
			t.Parallel()
			h, tess := club(t)
			ann := h.person("Ann").meets()
			ann.says("practice")
			tess.says(tt.said).has(tt.told).lacks("Write **class")
		})
	}
}

func TestOffAndAllAndTheEndAreSaidInOnesOwnLanguage(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	h.person("Ann").meets()
	tess.change(func(p *coach.Person) { p.Settings.Language = "de" })
	tess.says("class assign alle, rows").has("Counting rows")
	tess.says("class ticket rows")
	tess.says("class ticket beenden").lacks("class level")
	tess.says("class ticket").lacks("class ticket end")
	tess.says("class first aus").has("Class club")
	tess.says("class parity an")
	if got := h.classOf("club").Parity; !got {
		t.Error("what is on in German is not on")
	}
}

func TestAWordThatRunsOnIsACommandOnlyWithWhatBelongsToIt(t *testing.T) {
	t.Parallel()
	h, _ := club(t, only(t, course.Text))
	ann := h.person("Ann").meets()
	ann.change(func(p *coach.Person) { p.Settings.Language = "zh" })
	ann.says("数据库").lacks("**数据").lacks("下载")
	ann.says("数据查看").has("数据")
	ann.says("目标函数是什么")
	if goal := ann.self().Goal.Words; goal != "" {
		t.Errorf("an ordinary word is the goal %q", goal)
	}
	ann.says("目标：学会分数")
	ann.says("练习")
	q, _, ok := ann.question()
	if !ok {
		t.Fatal("nothing is asked")
	}
	ann.says("目标：函数")
	if now, _, _ := ann.question(); now.ID != q.ID {
		t.Error("words beside an open question left it")
	}
	ann.says("停止")
	if _, _, ok := ann.question(); ok {
		t.Error("the word alone is not obeyed while a question is open")
	}
}

func TestTrueAndFalseAreSaidInTheLearnersLanguage(t *testing.T) {
	t.Parallel()
	h, _ := club(t, only(t, course.TrueFalse))
	ann := h.person("Ann").meets()
	ann.change(func(p *coach.Person) { p.Settings.Language = "zh" })
	ann.says("practice only-true-false")
	for range 2 {
		ann.says("B").lacks("true").lacks("false")
	}
}
