package convert

import (
	"slices"
	"strings"

	"pacer/coach/course"
)

// Columns may come in several languages: beside "capital" stand "capital:de"
// and "capital:he". Each row is then read once for every language, as if it
// were the only one, and what comes of it is said as a translation of the item.

// translate gives the item the languages of the row in which it can be asked
// in the same way.
func (m *csvMaker) translate() {
	for _, tag := range m.columns.languages {
		t := csvMaker{builder: m.builder, columns: m.columns.in[tag], language: tag, row: m.row, width: m.width}
		if no := t.make(); no != nil || t.item.Kind != m.item.Kind {
			continue // then the item is asked in the course's own language
		}
		if tr, ok := translationTo(&m.item, &t.item, tag); ok {
			m.item.Translations = append(m.item.Translations, tr)
		}
	}
}

// translationTo is what an item says in another language, by the item that was
// made in it; not ok where the two do not ask the same.
func translationTo(it, other *course.Item, tag string) (tr course.Translation, ok bool) {
	tr = course.Translation{Language: tag, Question: other.Question, Explanation: other.Explanation}
	switch it.Kind {
	case course.Text:
		tr.Answer, tr.Accept = other.Answer, other.Accept
	case course.Free:
		tr.Model = other.Model
	case course.Choice, course.Choices:
		if len(it.Options) != len(other.Options) {
			return tr, false
		}
		for i, o := range other.Options {
			if o.Right != it.Options[i].Right {
				return tr, false
			}
			tr.Options = append(tr.Options, o.Text)
		}
	case course.Number, course.TrueFalse:
		if other.Answer != it.Answer {
			return tr, false
		}
	}
	if len(other.Hints) == len(it.Hints) {
		for _, hint := range other.Hints {
			tr.Hints = append(tr.Hints, hint.Text)
		}
	}
	return tr, true
}

// acceptTranslated gives the translations of an item the answers of another
// that is right as well.
func acceptTranslated(it, also *course.Item) {
	for _, tr := range also.Translations {
		at := slices.IndexFunc(it.Translations, func(own course.Translation) bool { return own.Language == tr.Language })
		if at >= 0 && alike(it.Translations[at].Answer) != alike(tr.Answer) && !slices.Contains(it.Translations[at].Accept, tr.Answer) {
			it.Translations[at].Accept = append(it.Translations[at].Accept, tr.Answer)
		}
	}
}

// csvWords are words that columns are often named by, in other languages. A
// word that is not here stands as the source has it.
var csvWords = map[string]map[string]string{
	"capital": {
		"de": "Hauptstadt", "es": "capital", "fr": "capitale", "nb": "hovedstad", "no": "hovedstad", "cs": "hlavní město", "ru": "столица", "nl": "hoofdstad",
		"sv": "huvudstad", "pt": "capital", "zh": "首都", "pl": "stolica", "it": "capitale", "da": "hovedstad", "he": "עיר בירה", "ar": "العاصمة", "ja": "首都",
		"tr": "başkent", "uk": "столиця", "fi": "pääkaupunki", "ko": "수도", "hi": "राजधानी", "fa": "پایتخت",
	},
	"country": {
		"de": "Land", "es": "país", "fr": "pays", "nb": "land", "no": "land", "cs": "země", "ru": "страна", "nl": "land",
		"sv": "land", "pt": "país", "zh": "国家", "zh-TW": "國家", "pl": "kraj", "it": "paese", "da": "land", "he": "מדינה", "ar": "البلد", "ja": "国",
		"tr": "ülke", "uk": "країна", "fi": "maa", "ko": "나라", "hi": "देश", "fa": "کشور",
	},
	"flag": {
		"de": "Flagge", "es": "bandera", "fr": "drapeau", "nb": "flagg", "no": "flagg", "cs": "vlajka", "ru": "флаг", "nl": "vlag",
		"sv": "flagga", "pt": "bandeira", "zh": "国旗", "zh-TW": "國旗", "pl": "flaga", "it": "bandiera", "da": "flag", "he": "דגל", "ar": "العلم", "ja": "国旗",
		"tr": "bayrak", "uk": "прапор", "fi": "lippu", "ko": "국기", "hi": "झंडा", "fa": "پرچم",
	},
}

// wordIn is a column's name in a language, as far as it is known.
func wordIn(word, tag string) string {
	words := csvWords[strings.ToLower(word)]
	if said := words[tag]; said != "" {
		return said
	}
	base, _, _ := strings.Cut(tag, "-")
	if said := words[base]; said != "" {
		return said
	}
	return word
}

// headingsOf are the titles of a skill that is named after a column, in those
// languages in which the column's name is known.
func headingsOf(name string, languages []string) []course.Heading {
	if csvWords[strings.ToLower(name)] == nil {
		return nil
	}
	var out []course.Heading
	for _, tag := range languages {
		if said := wordIn(name, tag); said != name || tag == "es" || tag == "pt" {
			out = append(out, course.Heading{Language: tag, Title: skillTitle(said)})
		}
	}
	return out
}
