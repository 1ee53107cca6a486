package say_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// tongue is the printer of a language as its file has it, with what is in
// testdata besides: messages that only tests say, and languages that have no
// file but for how they write numbers, days and plurals.
func tongue(t *testing.T, lang string) *say.Printer {
	t.Helper()
	file := func(path string) []byte {
		data, err := os.ReadFile(path)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return append(data, '\n')
	}
	files := make(map[string][]byte)
	for _, l := range []string{"en", lang} {
		name := l + ".yaml"
		files[name] = append(file(name), file(filepath.Join("testdata", name))...)
	}
	printers, err := say.Read(files)
	if err != nil {
		t.Fatal(err)
	}
	return printers[lang]
}

// dated is the printer of a language that has its calendar; one that has none
// yet is left out.
func dated(t *testing.T, lang string) *say.Printer {
	t.Helper()
	p := tongue(t, lang)
	if lang != "en" && p.Weekday(time.Monday) == "Monday" {
		t.Skipf("there is no %s.yaml yet", lang)
	}
	return p
}

func TestDaysAndTimesAreWrittenAsInCLDR(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("two hours east", 2*60*60)
	at := time.Date(2026, time.November, 23, 14, 5, 0, 0, time.UTC).In(zone)
	early := time.Date(2027, time.January, 3, 0, 9, 0, 0, zone)
	for lang, want := range map[string][]string{
		"en": {"Monday, 23 November", "Mon 23 Nov", "23 November 2026", "23 Nov", "Mon 23", "23/11", "16:05", "00:09", "Mon 16:05", "Sunday, 3 January", "20:00–07:30"},
		"es": {"lunes, 23 de noviembre", "lun, 23 nov", "23 de noviembre de 2026", "23 nov", "lun 23", "23/11", "16:05", "0:09", "lun 16:05", "domingo, 3 de enero", "20:00–7:30"},
		"fr": {"lundi 23 novembre", "lun. 23 nov.", "23 novembre 2026", "23 nov.", "lun. 23", "23/11", "16:05", "00:09", "lun. 16:05", "dimanche 3 janvier", "20:00 – 07:30"},
		"de": {"Montag, 23. November", "Mo, 23. Nov.", "23. November 2026", "23. Nov.", "Mo, 23.", "23.11.", "16:05", "00:09", "Mo, 16:05", "Sonntag, 3. Januar", "20:00–07:30"},
		"ar": {"الاثنين، ٢٣ نوفمبر", "الاثنين، ٢٣ نوفمبر", "٢٣ نوفمبر ٢٠٢٦", "٢٣ نوفمبر", "الاثنين، ٢٣", "٢٣/١١", "٤:٠٥ م", "١٢:٠٩ ص", "الاثنين ٤:٠٥ م", "الأحد، ٣ يناير", "٨:٠٠ م – ٧:٣٠ ص"},
		"zh": {"11月23日星期一", "11月23日周一", "2026年11月23日", "11月23日", "23日周一", "11/23", "16:05", "00:09", "周一 16:05", "1月3日星期日", "20:00–07:30"},
		"ru": {"понедельник, 23 ноября", "пн 23 нояб.", "23 ноября 2026 г.", "23 нояб.", "пн 23", "23/11", "16:05", "00:09", "пн 16:05", "воскресенье, 3 января", "20:00–07:30"},
		"he": {"יום שני, 23 בנובמבר", "Mon 23 Nov", "23 נובמבר 2026", "23 Nov", "Mon 23", "23/11", "16:05", "00:09", "Mon 16:05", "יום ראשון, 3 בינואר", "20:00–07:30"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			p := dated(t, lang)
			for i, got := range []chat.Markdown{
				p.Day(at), p.ShortDay(at), p.Date(at), p.MonthDay(at), p.WeekdayDay(at), p.Numeric(at), p.Time(at), p.Time(early), p.DayTime(at), p.Day(early), p.Hours(20*60, 7*60+30),
			} {
				if string(got) != want[i] {
					t.Errorf("said %q, wanted %q", got, want[i])
				}
			}
			if clock := p.Clock(16*60 + 5); clock != p.Time(at) {
				t.Errorf("965 minutes after midnight is %q", clock)
			}
		})
	}
}

func TestWeekdaysAreSaidByTheirEndsWhereTheyRun(t *testing.T) {
	t.Parallel()
	const su, mo, tu, we, th, fr, sa = time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday
	for lang, want := range map[string][5]string{
		"en": {"Monday to Friday", "Mondays and Thursdays", "every day", "Sunday to Thursday", "Mondays, Wednesdays and Saturdays"},
		"es": {"de lunes a viernes", "los lunes y los jueves", "todos los días", "de domingo a jueves", "los lunes, los miércoles y los sábados"},
		"fr": {"du lundi au vendredi", "le lundi et le jeudi", "tous les jours", "du dimanche au jeudi", "le lundi, le mercredi et le samedi"},
		"de": {"Montag bis Freitag", "montags und donnerstags", "jeden Tag", "Sonntag bis Donnerstag", "montags, mittwochs und samstags"},
		"ar": {"من الاثنين إلى الجمعة", "\u2068أيام الاثنين\u2069 و\u2068أيام الخميس\u2069", "كل يوم", "من الأحد إلى الخميس", "\u2068أيام الاثنين\u2069 و\u2068أيام الأربعاء\u2069 و\u2068أيام السبت\u2069"},
		"zh": {"星期一至星期五", "每周一和每周四", "每天", "星期日至星期四", "每周一、每周三和每周六"},
		"ru": {"понедельник to пятница", "по понедельникам и по четвергам", "every day", "воскресенье to четверг", "по понедельникам, по средам и по субботам"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			p := dated(t, lang)
			for i, days := range [][]time.Weekday{{mo, tu, we, th, fr}, {th, mo, th}, {su, mo, tu, we, th, fr, sa}, {su, mo, tu, we, th}, {sa, we, mo}} {
				if got := p.Weekdays(days); string(got) != want[i] {
					t.Errorf("%v is said as %q, wanted %q", days, got, want[i])
				}
			}
		})
	}
	if got := say.In("en").Weekdays(nil); got != "" {
		t.Errorf("no day is said as %q", got)
	}
}

func TestNumbersAreWrittenAsInCLDR(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string][6]string{
		"en": {"7", "1,234.5", "12,345", "-3", "26%", "0.33"},
		"es": {"7", "1234,5", "12.345", "-3", "26\u00a0%", "0,33"},
		"fr": {"7", "1\u00a0234,5", "12\u00a0345", "-3", "26\u00a0%", "0,33"},
		"de": {"7", "1.234,5", "12.345", "-3", "26\u00a0%", "0,33"},
		"ar": {"٧", "١٬٢٣٤٫٥", "١٢٬٣٤٥", "\u061c-٣", "٢٦٪\u061c", "٠٫٣٣"},
		"zh": {"7", "1,234.5", "12,345", "-3", "26%", "0.33"},
		"ru": {"7", "1\u00a0234,5", "12\u00a0345", "-3", "26\u00a0%", "0,33"},
		"pl": {"7", "1234,5", "12\u00a0345", "-3", "26%", "0,33"},
		"he": {"7", "1,234.5", "12,345", "\u200e-3", "26%", "0.33"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			p := tongue(t, lang)
			for i, got := range []chat.Markdown{p.Number(7, 0), p.Number(1234.5, 1), p.Number(12345.4, 0), p.Number(-3, 2), p.Percent(0.256), p.Number(1.0/3, 2)} {
				if string(got) != want[i] {
					t.Errorf("wrote %q, wanted %q", got, want[i])
				}
			}
		})
	}
}

// The numbers are those of pedagogy's plural proof; what is not whole has a form,
// too.
func TestNumbersChooseThePluralAndComeInItsDigits(t *testing.T) {
	t.Parallel()
	numbers := []any{0, 1, 2, 3, 5, 11, 21, 100, 1.5, 1_000_000}
	for lang, want := range map[string]string{
		"en": "0 days|1 day|2 days|3 days|5 days|11 days|21 days|100 days|1.5 days|1,000,000 days",
		"es": "0 días|1 día|2 días|3 días|5 días|11 días|21 días|100 días|1,5 días|1.000.000 de días",
		"fr": "0 jour|1 jour|2 jours|3 jours|5 jours|11 jours|21 jours|100 jours|1,5 jour|1\u00a0000\u00a0000 de jours",
		"de": "0 Tage|1 Tag|2 Tage|3 Tage|5 Tage|11 Tage|21 Tage|100 Tage|1,5 Tage|1.000.000 Tage",
		"ar": "لا أيام|يوم واحد|يومان|٣ أيام|٥ أيام|١١ يومًا|٢١ يومًا|١٠٠ يوم|\u2068١٫٥\u2069 يوم|١٬٠٠٠٬٠٠٠ يوم",
		"zh": "0天|1天|2天|3天|5天|11天|21天|100天|1.5天|1,000,000天",
		"ru": "0 дней|1 день|2 дня|3 дня|5 дней|11 дней|21 день|100 дней|1,5 дня|1\u00a0000\u00a0000 дней",
		"pl": "0 dni!|1 dzień|2 dni|3 dni|5 dni!|11 dni!|21 dni!|100 dni!|1,5 dnia|1\u00a0000\u00a0000 dni!",
		"he": "0 ימים|יום 1|יומיים|3 ימים|5 ימים|11 ימים|21 ימים|100 ימים|\u20681.5\u2069 ימים|1,000,000 ימים",
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			p := tongue(t, lang)
			var said []string
			for _, n := range numbers {
				said = append(said, string(p.Say("sample.days", say.Args{"N": n})))
			}
			if got := strings.Join(said, "|"); got != want {
				t.Errorf("said %q, wanted %q", got, want)
			}
		})
	}
}

func TestNamesAndNumbersKeepTheirDirection(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"ar", "he"} {
		p := tongue(t, lang)
		got := string(p.Say("sample.share", say.Args{"Name": "Ana (5b)", "Share": -3}))
		if !strings.HasPrefix(got, "\u2068Ana (5b)\u2069: \u2068") || !strings.HasSuffix(got, "\u2069") {
			t.Errorf("%s says %q", lang, got)
		}
	}
}

// What a language writes, it reads.
func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	first := day(t, today)
	for _, lang := range []string{"en", "es", "fr", "de", "ar", "zh", "ru", "he", "pl"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			p := dated(t, lang)
			for d := first; d < first+365; d++ {
				at := d.Start(time.UTC)
				for _, said := range []chat.Markdown{p.Day(at), p.ShortDay(at), p.Date(at), p.MonthDay(at)} {
					if got, rest, ok := p.ReadDay(chat.Plain(said), first); !ok || got != d || rest != "" {
						t.Fatalf("%q is read as %s, %v, with %q left", said, got, ok, rest)
					}
				}
				if got, ok := p.FindDate("x "+chat.Plain(p.Date(at))+" y", first); !ok || got != d {
					t.Fatalf("%q is found as %s", p.Date(at), got)
				}
			}
			for minutes := range 24 * 60 {
				if got, ok := p.ReadClock(string(p.Clock(minutes))); !ok || got != minutes {
					t.Fatalf("%q is read as %d, %v", p.Clock(minutes), got, ok)
				}
			}
			if from, to, ok := p.ReadHours(string(p.Hours(20*60, 7*60+30))); !ok || from != 20*60 || to != 7*60+30 {
				t.Errorf("%q is read as %d to %d", p.Hours(20*60, 7*60+30), from, to)
			}
			for set := 1; set < 128; set++ {
				var days []time.Weekday
				for d := range 7 {
					if set&(1<<d) != 0 {
						days = append(days, time.Weekday(d))
					}
				}
				said := chat.Plain(p.Weekdays(days))
				if got, ok := p.ReadWeekdays(said); !ok || len(got) != len(days) {
					t.Fatalf("%q is read as %v, %v", said, got, ok)
				}
			}
		})
	}
}

func TestReadingInOtherLanguages(t *testing.T) {
	t.Parallel()
	for lang, days := range map[string]map[string]string{
		"es": {"mañana": "2026-11-24", "manana": "2026-11-24", "pasado mañana": "2026-11-25", "el viernes": "2026-11-27", "viernes 27 de noviembre": "2026-11-27", "20 de diciembre": "2026-12-20", "hasta el 20/12": "2026-12-20", "3 días": "2026-11-26", "en dos semanas": "2026-12-07", "friday": "2026-11-27", "el próximo lunes": "2026-11-30"},
		"fr": {"demain": "2026-11-24", "après-demain": "2026-11-25", "vendredi": "2026-11-27", "le 20 décembre": "2026-12-20", "1er janvier 2027": "2027-01-01", "dans 3 jours": "2026-11-26", "jusqu'au 20 decembre": "2026-12-20", "aujourd’hui": "2026-11-23"},
		"de": {"morgen": "2026-11-24", "übermorgen": "2026-11-25", "am Freitag": "2026-11-27", "bis zum 20. Dezember": "2026-12-20", "20.12.2026": "2026-12-20", "in 3 Tagen": "2026-11-26", "eine Woche": "2026-11-30", "nächsten Montag": "2026-11-30"},
		"ar": {"غدًا": "2026-11-24", "غدا": "2026-11-24", "بعد غد": "2026-11-25", "الجمعة": "2026-11-27", "يوم الجمعة": "2026-11-27", "٢٠ ديسمبر": "2026-12-20", "20 ديسمبر ٢٠٢٦": "2026-12-20", "٣ أيام": "2026-11-26", "بعد ثلاثة أيام": "2026-11-26", "٢٠ كانون الأول": "2026-12-20"},
		"zh": {"明天": "2026-11-24", "后天": "2026-11-25", "周五": "2026-11-27", "星期五": "2026-11-27", "12月20日": "2026-12-20", "2026年12月20日": "2026-12-20", "十二月20号": "2026-12-20", "3天": "2026-11-26", "三天": "2026-11-26", "下周一": "2026-11-30", "到12月20日": "2026-12-20"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			p := dated(t, lang)
			for said, want := range days {
				if got, rest, ok := p.ReadDay(said, day(t, today)); !ok || got != day(t, want) || rest != "" {
					t.Errorf("%q is read as %s, %v, with %q left; wanted %s", said, got, ok, rest, want)
				}
			}
		})
	}
	for lang, times := range map[string]map[string]int{
		"es": {"16:05": 965, "16.05 h": 965, "4:05 p. m.": 965, "a las 16": 960, "4 de la tarde": 960},
		"fr": {"16h05": 965, "16 h": 960, "à 16 heures": 960, "4 h du soir": 960},
		"de": {"16 Uhr": 960, "16.05 Uhr": 965, "um 16:05": 965, "4 Uhr nachmittags": 960},
		"ar": {"٤:٠٥ م": 965, "4:05 مساءً": 965, "الساعة ١٦": 960},
		"zh": {"16点": 960, "16点05分": 965, "下午4点": 960, "下午4:05": 965, "16时5分": 965},
	} {
		t.Run(lang+", times", func(t *testing.T) {
			t.Parallel()
			p := dated(t, lang)
			for said, want := range times {
				if got, ok := p.ReadClock(said); !ok || got != want {
					t.Errorf("%q is read as %d, %v; wanted %d", said, got, ok, want)
				}
			}
		})
	}
	for lang, plans := range map[string]map[string]int{
		"es": {"lunes a viernes 16:00": 5, "16:00 los lunes y jueves": 2, "lun-vie a las 16": 5, "16:00 todos los días": 7},
		"fr": {"du lundi au vendredi à 16h": 5, "16:00 lundi, jeudi": 2, "16h tous les jours": 7},
		"de": {"Mo-Fr 16:00": 5, "montags und donnerstags um 16 Uhr": 2, "16 Uhr täglich": 7, "Montag bis Freitag, 16:00": 5},
		"ar": {"من الاثنين إلى الجمعة ٤ م": 5, "١٦:٠٠ الاثنين والخميس": 2, "١٦:٠٠ كل يوم": 7},
		"zh": {"周一至周五16:00": 5, "每天16点": 7, "16:00 周一、周四": 2, "工作日下午4点": 5},
	} {
		t.Run(lang+", plans", func(t *testing.T) {
			t.Parallel()
			p := dated(t, lang)
			for said, want := range plans {
				if at, days, ok := p.ReadTimes(said); !ok || at != 960 || len(days) != want {
					t.Errorf("%q is read as %d on %v, %v", said, at, days, ok)
				}
			}
		})
	}
}

func TestLanguagesWithoutSpacesHaveTheirWordsHeard(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{
		"en.yaml": []byte("word.practice: practice\nword.progress: progress, me\nword.no: no\n"),
		"zh.yaml": []byte("word.practice: 练习、开始练习\nword.no: 不\n"),
		"es.yaml": []byte("word.practice: practicar, práctica\n"),
		"ar.yaml": []byte("word.practice: تدريب، تمرين\n"),
	}
	en, err := os.ReadFile("en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files["en.yaml"] = append(files["en.yaml"], lines(en, "calendar.", "read.")...)
	printers, err := say.Read(maps.Clone(files))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ lang, said, word, rest string }{
		{"zh", "练习", "practice", ""},
		{"zh", "练习。", "practice", ""},
		{"zh", "练习：分数", "practice", "分数"},
		{"zh", "练习15", "practice", "15"},
		{"zh", "开始练习 15", "practice", "15"},
		{"zh", "Practice 15", "practice", "15"},
		{"es", "PRACTICA", "practice", ""},
		{"es", "práctica fracciones", "practice", "fracciones"},
		{"es", "progress", "progress", ""},
		{"es", "me", "progress", ""},
		{"ar", "تَدريب", "practice", ""},
		{"ar", "تـدريب ٥", "practice", "٥"},
	} {
		if word, rest, ok := printers[tt.lang].Heard(tt.said); !ok || string(word) != tt.word || rest != tt.rest {
			t.Errorf("%s: %q is heard as %q with %q", tt.lang, tt.said, word, rest)
		}
	}
	if word, rest, ok := printers["zh"].HeardJoined("练习分数"); !ok || word != "practice" || rest != "分数" {
		t.Errorf("what runs on is read as %q with %q", word, rest)
	}
	// A word of the language is not taken for the beginning of an English one, nor
	// a single character for a word.
	for _, tt := range [][2]string{{"es", "me duele la cabeza"}, {"zh", "不是这样"}, {"zh", "练习册在哪里"}} {
		if word, rest, ok := printers[tt[0]].Heard(tt[1]); ok {
			t.Errorf("%q is heard as %q with %q", tt[1], word, rest)
		}
	}
}

// lines are those of a file that begin so.
func lines(data []byte, starts ...string) []byte {
	var out strings.Builder
	for line := range strings.Lines(string(data)) {
		for _, start := range starts {
			if strings.HasPrefix(line, start) {
				out.WriteString(line)
			}
		}
	}
	return []byte(out.String())
}
