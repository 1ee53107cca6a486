package convert

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pacer/coach/course"
)

// animals is a folder of tables about one set of things.
func animals() fstest.MapFS {
	return fstest.MapFS{
		"animal.csv":      {Data: []byte("animal,animal:de,animal:ar\ndog,Hund,كلب\ncat,Katze,قط\ncow,Kuh,بقرة\n")},
		"animal_info.csv": {Data: []byte("animal,animal info,animal info:de\ncow,It has four stomachs.,Sie hat vier Mägen.\n")},
		"young.csv":       {Data: []byte("animal,young,young:de,young:ar\ncow,calf,Kalb,عجل\ndog,puppy,Welpe,جرو\n")},
		"main.csv":        {Data: []byte("animal,picture,legs,tags\ndog,\"<img src=\"\"dog.png\"\" />\",4,pets\ncat,,4,pets\ncow,,4,\n")},
		"guid.csv":        {Data: []byte("animal,guid,guid:de\ndog,a+b,x\ncow,a/b,y\n")},
		"words.csv":       {Data: []byte("term,definition\nHaus,house\n")},
	}
}

func TestTablesAboutTheSameThingsAreOneCourse(t *testing.T) {
	courses, report := mustImport(t, "csv", animals(), Options{})
	checkValid(t, courses)
	checkAccounts(t, courses, report, 3)
	if len(courses) != 2 || courses[0].ID != "animal" || courses[1].ID != "words" {
		t.Fatalf("%+v\n%s", courses, report)
	}
	c := courses[0]
	if got := c.Languages(); !slices.Equal(got, []string{"en", "de", "ar"}) {
		t.Errorf("languages %v", got)
	}
	if len(c.Items) != 2 {
		t.Fatalf("%+v", c.Items)
	}
	cow := &c.Items[0]
	in, ok := c.ItemIn(cow, "ar")
	if cow.Question != "**cow**: young?" || cow.Answer != "calf" || !strings.HasSuffix(cow.Explanation, "\n\nIt has four stomachs.") || !ok || in.Question != "**بقرة**: young?" || in.Answer != "عجل" {
		t.Errorf("%+v", cow)
	}
	if c.Items[1].Tags[0] != "pets" || c.Skills[0].ID != "young" || report.Records[1].Where != (Where{"young.csv", 3}) {
		t.Errorf("%+v\n%+v", c.Items[1], report.Records)
	}
}

func TestAThingKeepsItsIDWhateverItIsCalled(t *testing.T) {
	before, _ := mustImport(t, "csv", animals(), Options{})
	renamed := animals()
	for name, file := range renamed {
		renamed[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(file.Data), "cow", "cattle"))}
	}
	after, _ := mustImport(t, "csv", renamed, Options{})
	if a, b := before[0].Items[0], after[0].Items[0]; a.ID != b.ID || b.Question != "**cattle**: young?" {
		t.Errorf("%+v and %+v", a, b)
	}
}

func TestTheRealGeographyIsOneCourseInSixteenLanguages(t *testing.T) {
	courses, report := mustImport(t, "csv", os.DirFS(corpusFolder(t, "geography")), Options{Title: "Geography"})
	checkValid(t, courses)
	checkAccounts(t, courses, report, len(report.Records))
	if len(courses) != 1 {
		t.Fatalf("%d courses", len(courses))
	}
	c := courses[0]
	if n := len(c.Languages()); n != 16 {
		t.Errorf("%d languages: %v", n, c.Languages())
	}
	capitals, pairs, said, missing := 0, 0, 0, 0
	isUsed := make(map[string]bool)
	for i := range c.Items {
		it := &c.Items[i]
		switch {
		case strings.Contains(it.ID, "-alike-"), strings.Contains(it.ID, "-back-"):
			pairs++
		default:
			capitals++
		}
		for _, o := range it.Options {
			isUsed[o.Misconception] = true
		}
		for _, w := range it.Wrong {
			isUsed[w.Misconception] = true
		}
		for _, language := range c.Languages()[1:] {
			in, ok := c.ItemIn(it, language)
			if !ok {
				missing++
				continue
			}
			said++
			if language == "he" && strings.ContainsFunc(in.Answer, func(r rune) bool { return r >= 'a' && r <= 'z' }) {
				t.Errorf("in Hebrew: %s %s", in.Question, in.Answer)
			}
		}
	}
	t.Logf("%d capitals, %d pairs, %d misconceptions; %d texts in further languages, %d fall back", capitals, pairs, len(c.Misconceptions), said, missing)
	if capitals != 219 || pairs < 50 || len(c.Misconceptions) < 25 || missing*100 > said {
		t.Error(report)
	}
	for _, m := range c.Misconceptions {
		if !isUsed[m.ID] {
			t.Errorf("no answer reveals %s", m.ID)
		}
	}
	back := c.Item(slices.Collect(func(yield func(string) bool) {
		for _, it := range c.Items {
			if it.Kind == course.Text && strings.HasPrefix(it.Question, "**London**") && it.Answer == "England" && !yield(it.ID) {
				return
			}
		}
	})[0])
	if len(back.Wrong) != 1 || back.Wrong[0].Answer != "United Kingdom" || len(back.Translations) != 15 {
		t.Errorf("%+v", back)
	}
}

func TestOneTableInSeveralLanguagesIsEnough(t *testing.T) {
	courses, _ := mustImport(t, "csv", Only(os.DirFS(corpusFolder(t, "geography")), "capital.csv"), Options{})
	checkValid(t, courses)
	if c := courses[0]; len(c.Items) != 219 || len(c.Languages()) != 16 {
		t.Errorf("%d items in %v", len(c.Items), c.Languages())
	}
}

func TestAMergedRowIsRightInEveryLanguage(t *testing.T) {
	text := "question,question:de,answer,answer:de\nA pet?,Ein Haustier?,dog,Hund\nA pet?,Ein Haustier?,cat,Katze\n"
	items, report := one(t, text, Options{})
	if len(items) != 1 || report.Count(Merged) != 1 || !slices.Equal(items[0].Accept, []string{"cat"}) || !slices.Equal(items[0].Translations[0].Accept, []string{"Katze"}) {
		t.Errorf("%+v\n%s", items, report)
	}
}

func TestTablesThatOnlyLookAlikeStayApart(t *testing.T) {
	for name, src := range map[string]fstest.MapFS{
		"no languages":       {"a.csv": {Data: []byte("x,answer\n1,2\n")}, "b.csv": {Data: []byte("x,answer\n1,2\n")}},
		"things named twice": {"a.csv": {Data: []byte("x,x:de,y,y:de\na,b,c,d\na,b,e,f\n")}, "b.csv": {Data: []byte("x,z,z:de\na,b,c\na,c,d\n")}},
		"other columns":      {"a.csv": {Data: []byte("x,x:de,y,y:de\na,b,c,d\n")}, "b.csv": {Data: []byte("w,w:de,y,y:de\na,b,c,d\n")}},
	} {
		courses, report := mustImport(t, "csv", src, Options{})
		checkValid(t, courses)
		if len(courses) != 2 {
			t.Errorf("%s: %d courses\n%s", name, len(courses), report)
		}
	}
}
