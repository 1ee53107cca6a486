package course_test

import (
	"fmt"
	"testing/fstest"

	"pacer/coach/course"
	"pacer/coach/course/formula"
)

// A course is a folder with a file course.yaml. This one has a skill that needs
// another, and two items. A wrong answer that shows how somebody thinks gets a
// reply of its own and names the misconception.
const fractions = `
course: fractions
title: Fractions
language: en
licence: CC-BY-4.0
misconceptions:
  - id: adds-across
    title: Adds tops and bottoms separately
skills:
  - id: equal-parts
    title: Equal parts
    why: A half is only a half if both parts are the same size.
  - id: add-unlike
    title: Adding unlike fractions
    why: Recipes, music and money mix halves with thirds.
    needs: [equal-parts]
items:
  - id: half-and-third
    skill: add-unlike
    kind: number
    question: 'What is $\frac{1}{2} + \frac{1}{3}$?'
    answer: 5/6
    wrong:
      - answer: 2/5
        feedback: That adds the tops and the bottoms. Is it more than one half?
        misconception: adds-across
    hints:
      - Cut both into pieces of one size.
    explanation: 'Three sixths and two sixths: $\frac{5}{6}$.'
  - id: fair-share
    skill: equal-parts
    kind: choice
    tier: 1
    question: Which pizza is cut into thirds?
    choices:
      - text: The one with three pieces of one size
        right: true
      - text: The one with three pieces
        feedback: Would you take the smallest and call it fair?
    explanation: Thirds are three parts of the same size.
`

func ExampleParse() {
	c, err := course.Parse("course.yaml", []byte(fractions))
	if err != nil {
		fmt.Println(err) // every fault, with its line
		return
	}
	skill := c.Skill("add-unlike")
	fmt.Printf("%s, after %s\n", skill.Title, c.Skill(skill.Needs[0]).Title)
	for _, it := range c.ItemsOf(skill.ID) {
		fmt.Println(formula.Readable(it.Question), "Tier", it.Tier)
		fmt.Println(it.Wrong[0].Answer, "means:", c.Misconception(it.Wrong[0].Misconception).Title)
	}
	// Output:
	// Adding unlike fractions, after Equal parts
	// What is 1/2 + 1/3? Tier 2
	// 2/5 means: Adds tops and bottoms separately
}

func ExampleParse_faults() {
	_, err := course.Parse("fractions/course.yaml", []byte(`course: fractions
title: Fractions
language: en
licence: CC-BY-4.0
skills:
  - id: equal-parts
    title: Equal parts
    why: Only parts of one size can be counted together.
  - id: compare
    title: Comparing
    why: To know which is more.
    needs: [equal-part]
items:
  - id: which
    skill: compare
    kind: choice
    question: Which is more?
    choises:
      - text: one half
        right: true
      - text: one third
        right: true
    explanation: Halves are bigger pieces than thirds.
`))
	fmt.Println(err)
	// Output:
	// fractions/course.yaml:12:13: skill "compare": needs "equal-part": no such skill. Did you mean "equal-parts"?
	//    11 |     why: To know which is more.
	//  > 12 |     needs: [equal-part]
	//       |             ^
	// fractions/course.yaml:18:5: item "which": unknown key `choises`: did you mean `choices`?
	//    17 |     question: Which is more?
	//  > 18 |     choises:
	//       |     ^
	// fractions/course.yaml:19:7: item "which": 2 choices are right, but kind choice has exactly one: use kind choices, or mark one only
	//    18 |     choises:
	//  > 19 |       - text: one half
	//       |       ^
}

func ExampleLoad() {
	folder := fstest.MapFS{"course.yaml": {Data: []byte(fractions)}}
	c, err := course.Load(folder, "course.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, fault := range course.Advice(c, nil)[:2] {
		fmt.Println(fault)
	}
	// Output:
	// skill "equal-parts" has one item: give it at least 8, or nobody can become proficient in it
	// skill "equal-parts" has no kind of resource: add another, so that a learner can ask for another way (text, example, picture, video, activity, link)
}

func ExampleMarshal() {
	out, err := course.Marshal(&course.Course{
		ID: "capitals", Title: "Capitals", Language: "en", Licence: "CC0-1.0",
		Skills: []course.Skill{{ID: "europe", Title: "Europe", Why: "To find your way.", Memory: course.MemoryItem}},
		Items: []course.Item{{
			ID: "norway", Skill: "europe", Kind: course.Text, Tier: 1,
			Question: "Which city is the capital of Norway?", Answer: "Oslo",
			Accept: []string{"Kristiania"}, Explanation: "Oslo. Until 1925 its name was: Kristiania.",
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(out))
	// Output:
	// course: capitals
	// title: Capitals
	// language: en
	// licence: CC0-1.0
	// skills:
	//   - id: europe
	//     title: Europe
	//     why: To find your way.
	//     memory: item
	// items:
	//   - id: norway
	//     skill: europe
	//     kind: text
	//     tier: 1
	//     question: Which city is the capital of Norway?
	//     answer: Oslo
	//     accept: [Kristiania]
	//     explanation: 'Oslo. Until 1925 its name was: Kristiania.'
}

func ExampleItem_Instance() {
	it := &course.Item{
		ID: "rows", Kind: course.Number, Question: "{{name}} plants {{rows}} rows of {{each}}. How many is that?", Answer: "{{rows * each}}",
		Vars: []course.Var{
			{Name: "name", Of: []string{"Ana", "Ben"}},
			{Name: "rows", From: "3", To: "9"},
			{Name: "each", From: "3", To: "9"},
		},
		Where: []string{"rows != each"},
	}
	for seed := range uint64(2) {
		drawn, err := it.Instance(seed) // the same for the same seed, for ever
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(drawn.Question, drawn.Answer)
	}
	// Output:
	// Ana plants 9 rows of 5. How many is that? 45
	// Ana plants 3 rows of 7. How many is that? 21
}

func ExampleCourse_ItemIn() {
	c := &course.Course{ID: "capitals", Language: "en", Items: []course.Item{{
		ID: "austria", Kind: course.Text, Question: "What is the capital of Austria?", Answer: "Vienna",
		Translations: []course.Translation{{Language: "de", Question: "Was ist die Hauptstadt von Österreich?", Answer: "Wien"}},
	}}}
	c.Index()
	for _, tag := range []string{"de-AT", "fr"} {
		said, ok := c.ItemIn(c.Item("austria"), tag)
		fmt.Println(said.Question, said.Answer, ok)
	}
	// Output:
	// Was ist die Hauptstadt von Österreich? Wien true
	// What is the capital of Austria? Vienna false
}
