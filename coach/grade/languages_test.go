package grade_test

import (
	"testing"

	"pacer/coach/course"
	"pacer/coach/grade"
)

func TestAnswersInSixLanguages(t *testing.T) {
	t.Parallel()
	truth := &course.Item{Kind: course.TrueFalse, Answer: "true"}
	several := &course.Item{Kind: course.Choices, Options: []course.Option{{Text: "12", Right: true}, {Text: "15"}, {Text: "18", Right: true}, {Text: "21"}}}
	all := &course.Item{Kind: course.Choices, Options: []course.Option{{Text: "12", Right: true}, {Text: "15", Right: true}, {Text: "18", Right: true}}}
	number := &course.Item{Kind: course.Number, Answer: "1234.5"}
	numbers := &course.Item{Kind: course.Numbers, Answers: []string{"2", "-3"}}
	share := &course.Item{Kind: course.Number, Answer: "-7"}
	for _, tt := range []struct {
		lang string
		it   *course.Item
		said []string
	}{
		{"en", truth, []string{"true", "Yes", "A", "1"}},
		{"es", truth, []string{"verdadero", "Sí", "si", "V", "es verdad"}},
		{"fr", truth, []string{"vrai", "Oui", "c'est vrai", "C’est juste"}},
		{"de", truth, []string{"wahr", "Ja", "stimmt", "richtig!"}},
		{"ar", truth, []string{"صحيح", "صح", "نعم", "أ", "١"}},
		{"zh", truth, []string{"对", "正确", "是的", "正确。"}},
		{"es", several, []string{"A y C", "a, c", "opción A y C"}},
		{"fr", several, []string{"A et C"}},
		{"de", several, []string{"A und C", "a und c bitte"}},
		{"ar", several, []string{"أ و ج", "أ، ج", "ا ج", "A و C", "١٢ و ١٨"}},
		{"zh", several, []string{"A和C", "A 和 C", "A、C", "\uff21\uff23"}},
		{"es", all, []string{"todas", "Todos"}},
		{"fr", all, []string{"toutes"}},
		{"de", all, []string{"alle"}},
		{"ar", all, []string{"الكل", "جميعها"}},
		{"zh", all, []string{"全部", "全选"}},
		{"es", number, []string{"1234,5", "1.234,5", "la respuesta es 1234,5"}},
		{"fr", number, []string{"1 234,5", "1\u202f234,5", "c'est 1234,5"}},
		{"de", number, []string{"1.234,5", "1234,5", "die Antwort ist 1.234,5"}},
		{"ar", number, []string{"١٢٣٤٫٥", "١٬٢٣٤٫٥", "1234.5", "١٢٣٤,٥", "الجواب هو ١٢٣٤٫٥"}},
		{"fa", number, []string{"۱۲۳۴٫۵"}},
		{"hi", number, []string{"१२३४.५", "१,२३४.५"}},
		{"zh", number, []string{"1,234.5", "\uff11\uff12\uff13\uff14.\uff15"}},
		{"en", numbers, []string{"2; -3", "-3 and 2"}},
		{"es", numbers, []string{"2 y -3", "2 o -3"}},
		{"fr", numbers, []string{"2 et -3", "2 ou -3"}},
		{"de", numbers, []string{"2 und -3", "2 oder -3"}},
		{"ar", numbers, []string{"٢ و -٣", "٢؛ -٣", "٢ أو -٣"}},
		{"zh", numbers, []string{"2 和 -3", "2\uff1b-3", "2 或 -3"}},
		{"es", share, []string{"menos siete", "menos 7"}},
		{"fr", share, []string{"moins sept"}},
		{"de", share, []string{"minus sieben"}},
		{"ar", share, []string{"سالب ٧", "-٧"}},
		{"zh", share, []string{"负 7", "-7", "\uff0d7"}},
	} {
		for _, said := range tt.said {
			if r := grade.Answer(tt.it, nil, said); r.Verdict != grade.Right {
				t.Errorf("%s: %q to %s is %v (%s, %q)", tt.lang, said, tt.it.Kind, r.Verdict, r.Note, r.Read)
			}
		}
	}
	for lang, said := range map[string][]string{
		"es": {"falso", "Falso.", "no es verdad"}, "fr": {"faux", "non", "c'est faux"}, "de": {"falsch", "nein", "stimmt nicht"}, "ar": {"خطأ", "لا", "ب"}, "zh": {"错", "错误", "不对", "不是"},
	} {
		for _, s := range said {
			if r := grade.Answer(truth, nil, s); r.Verdict != grade.Wrong {
				t.Errorf("%s: %q to a statement is %v", lang, s, r.Verdict)
			}
		}
	}
}

func TestOptionsAreCalledByLettersOfEveryScript(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]int{"a": 0, "A": 0, "c": 2, "\uff22": 1, "أ": 0, "ا": 0, "ب": 1, "ج": 2, "د": 3, "هـ": 4, "ב": 1} {
		if place, ok := grade.Place(said); !ok || place != want {
			t.Errorf("%q is the letter of %d, %v; wanted %d", said, place, ok, want)
		}
	}
	for _, said := range []string{"", "ab", "1", "أب", "对"} {
		if place, ok := grade.Place(said); ok {
			t.Errorf("%q is the letter of %d", said, place)
		}
	}
}

func TestNotKnowingIsHeardInSixLanguages(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"I don't know", "no lo sé", "No se.", "ni idea", "je ne sais pas", "J'sais pas", "aucune idée", "Weiß nicht", "keine Ahnung!", "لا أعرف", "لا أدري", "不知道", "我不会。"} {
		if !grade.DontKnow(said) {
			t.Errorf("%q is not heard", said)
		}
	}
	text := &course.Item{Kind: course.Text, Answer: "Amazonas"}
	for _, said := range []string{"hola", "gracias", "¿qué es eso?", "no entiendo la pregunta", "merci", "pourquoi ça ?", "je ne comprends pas", "danke", "was bedeutet das", "شكرا", "لماذا هذا", "谢谢", "为什么"} {
		if r := grade.Answer(text, nil, said); r.Verdict != grade.Unread {
			t.Errorf("%q is taken for an answer: %v", said, r.Verdict)
		}
	}
	// What a course of the language asks for stays an answer.
	for _, tt := range [][2]string{{"gracias", "Gracias"}, {"der Tisch", "der Tisch"}, {"no sé", "no sé"}, {"为什么", "为什么"}, {"como un perro", "como un perro"}} {
		if r := grade.Answer(&course.Item{Kind: course.Text, Answer: tt[0]}, nil, tt[1]); r.Verdict != grade.Right {
			t.Errorf("%q to %q is %v", tt[1], tt[0], r.Verdict)
		}
	}
	if r := grade.Answer(&course.Item{Kind: course.Text, Answer: "der Tisch"}, nil, "das Tisch"); r.Verdict == grade.Right {
		t.Error("a wrong article is right")
	}
}
