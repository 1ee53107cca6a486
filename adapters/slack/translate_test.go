package slack

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pacer/bot/chat"
)

// inner is an event of the Events API around what happened.
func inner(event string) string {
	return `{"type":"event_callback","team_id":"T1","event_id":"Ev1","event_time":1700000009,` +
		`"authorizations":[{"enterprise_id":null,"team_id":"T1","user_id":"UBOT","is_bot":true}],"event":` + event + `}`
}

func direct(user string) chat.Conversation {
	return chat.Conversation{Platform: Name, Place: "T1", User: user}
}

func TestWhatBecomesAnEvent(t *testing.T) {
	t.Parallel()
	at := time.Unix(1700000001, 200_000).UTC()
	seconds := time.Unix(1700000009, 0).UTC()
	for _, tc := range []struct {
		name, body string
		want       *chat.Event // nil: nothing is handed over
	}{
		{"a direct message", inner(`{"type":"message","channel_type":"im","channel":"D1","user":"U1","text":"5 &lt; 6 &amp; more","ts":"1700000001.000200"}`),
			&chat.Event{ID: "Ev1", Conversation: direct("U1"), From: chat.Account{User: "U1"}, At: at, Text: "5 < 6 & more"}},
		{"one in a thread of the direct messages is said there all the same", inner(`{"type":"message","channel_type":"im","channel":"D1","user":"U1","text":"b","ts":"1700000001.000200","thread_ts":"1700000000.000100"}`),
			&chat.Event{ID: "Ev1", Conversation: direct("U1"), From: chat.Account{User: "U1"}, At: at, Text: "b"}},
		{"one without event_id is known by its channel and time", `{"type":"event_callback","team_id":"T1","event":{"type":"message","channel_type":"im","channel":"D1","user":"U1","text":"b","ts":"1700000001.000200"}}`,
			&chat.Event{ID: "T1:D1:1700000001.000200", Conversation: direct("U1"), From: chat.Account{User: "U1"}, At: at, Text: "b"}},
		{"with a block that nobody knows", inner(`{"type":"message","channel_type":"im","channel":"D1","user":"U1","text":"b","ts":"1700000001.000200","blocks":[{"type":"hologram","size":{}}],"attachments":7}`),
			&chat.Event{ID: "Ev1", Conversation: direct("U1"), From: chat.Account{User: "U1"}, At: at, Text: "b"}},
		{"a mention in a channel", inner(`{"type":"app_mention","channel":"C1","user":"U1","text":"<@UBOT> practice fractions","ts":"1700000001.000200"}`),
			&chat.Event{ID: "Ev1", Conversation: chat.Conversation{Platform: Name, Place: "T1", Channel: "C1"}, From: chat.Account{User: "U1"}, At: at, Text: "practice fractions", Mention: true}},
		{"a mention in a thread", inner(`{"type":"app_mention","channel":"C1","user":"U1","text":"hint, <@UBOT>","ts":"1700000001.000200","thread_ts":"1700000000.000100"}`),
			&chat.Event{ID: "Ev1", Conversation: chat.Conversation{Platform: Name, Place: "T1", Channel: "C1", Thread: "1700000000.000100"}, From: chat.Account{User: "U1"}, At: at, Text: "hint,", Mention: true}},
		{"a mention alone asks for help", inner(`{"type":"app_mention","channel":"C1","user":"U1","text":"<@UBOT>","ts":"1700000001.000200"}`),
			&chat.Event{ID: "Ev1", Conversation: chat.Conversation{Platform: Name, Place: "T1", Channel: "C1"}, From: chat.Account{User: "U1"}, At: at, Text: "help", Mention: true}},
		{"an answer in a thread that is shown beside it too", inner(`{"type":"message","subtype":"thread_broadcast","channel_type":"im","channel":"D1","user":"U1","text":"b","ts":"1700000001.000200","thread_ts":"1700000000.000100"}`),
			&chat.Event{ID: "Ev1", Conversation: direct("U1"), From: chat.Account{User: "U1"}, At: at, Text: "b"}},
		{"a profile that changed", inner(`{"type":"user_change","user":{"id":"U1","team_id":"T1","tz":"Asia/Tokyo","locale":"ja-JP","profile":{"display_name":"","real_name":"Mia K."}}}`),
			&chat.Event{ID: "Ev1", Conversation: direct("U1"), From: chat.Account{User: "U1", Name: "Mia K.", Zone: "Asia/Tokyo", Locale: "ja-JP"}, At: seconds, News: chat.NewsProfile}},
		{"somebody who was deactivated", inner(`{"type":"user_change","user":{"id":"U1","team_id":"T1","deleted":true,"profile":{"display_name":"Mia"}}}`),
			&chat.Event{ID: "Ev1", Conversation: direct("U1"), From: chat.Account{User: "U1", Name: "Mia"}, At: seconds, News: chat.NewsGone}},

		{"a message in a channel is not for the coach", inner(`{"type":"message","channel_type":"channel","channel":"C1","user":"U1","text":"b","ts":"1700000001.000200"}`), nil},
		{"a bot's message", inner(`{"type":"message","channel_type":"im","channel":"D1","user":"U2","bot_id":"B1","text":"b","ts":"1700000001.000200"}`), nil},
		{"the coach's own", inner(`{"type":"message","channel_type":"im","channel":"D1","user":"UBOT","text":"b","ts":"1700000001.000200"}`), nil},
		{"Slackbot's", inner(`{"type":"message","channel_type":"im","channel":"D1","user":"USLACKBOT","text":"b","ts":"1700000001.000200"}`), nil},
		{"an edited message", inner(`{"type":"message","subtype":"message_changed","hidden":true,"channel_type":"im","channel":"D1","message":{"user":"U1","text":"c"},"ts":"1700000001.000200"}`), nil},
		{"a deleted message", inner(`{"type":"message","subtype":"message_deleted","channel_type":"im","channel":"D1","user":"U1","ts":"1700000001.000200"}`), nil},
		{"a message of nothing", inner(`{"type":"message","channel_type":"im","channel":"D1","user":"U1","text":" ","ts":"1700000001.000200"}`), nil},
		{"a mention by a bot", inner(`{"type":"app_mention","channel":"C1","user":"U2","bot_id":"B2","text":"<@UBOT> hi","ts":"1700000001.000200"}`), nil},
		{"a mention in direct messages, which comes as a message too", inner(`{"type":"app_mention","channel":"D1","user":"U1","text":"<@UBOT> hi","ts":"1700000001.000200"}`), nil},
		{"somebody who joined", inner(`{"type":"team_join","user":{"id":"U9"}}`), nil},
		{"a function of a workflow", inner(`{"type":"function_executed","function":{}}`), nil},
		{"the Messages tab", inner(`{"type":"app_home_opened","user":"U1","channel":"D1","tab":"messages"}`), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			h, err := translateEvent([]byte(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			var got *chat.Event
			if h.in != nil {
				got = &h.in.ev
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Errorf("event (-want +got):\n%s", d)
			}
		})
	}
}

func TestWhatTheAdapterSeesToItself(t *testing.T) {
	t.Parallel()
	at := time.Unix(1700000009, 0).UTC()
	for _, tc := range []struct {
		name, body string
		want       happening
	}{
		{"the Home tab", inner(`{"type":"app_home_opened","user":"U1","channel":"D1","tab":"home"}`), happening{home: "U1", team: "T1", at: at}},
		{"the app taken away", inner(`{"type":"app_uninstalled"}`), happening{gone: true, team: "T1", at: at}},
		{"the bot's token taken back", inner(`{"type":"tokens_revoked","tokens":{"oauth":["U1"],"bot":["UBOT"]}}`), happening{gone: true, team: "T1", at: at}},
		{"a person's token taken back", inner(`{"type":"tokens_revoked","tokens":{"oauth":["U1"]}}`), happening{team: "T1", at: at}},
		{"user groups that changed", inner(`{"type":"subteam_members_changed","subteam_id":"S1"}`), happening{groups: true, team: "T1", at: at}},
		{"a channel shared with another team is the installing team's", strings.Replace(inner(`{"type":"app_home_opened","user":"U1","tab":"home"}`), `"T1"`, `"T2"`, 1), happening{home: "U1", team: "T1", at: at}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := translateEvent([]byte(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			if got != tc.want {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

// asksAs renders what valuesOf reads, so that a submission is one of ours.
func submitted(t *testing.T, c chat.Conversation, user string) string {
	t.Helper()
	v, err := modal(&chat.Form{Title: "Goal", Value: "goal:1", Fields: []chat.Field{{Name: "goal", Label: "Goal"}}}, &incoming{ev: chat.Event{Conversation: c}})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`{"type":"view_submission","team":{"id":"T1"},"user":{"id":%q,"team_id":"T1"},"trigger_id":"9.8.7",
		"view":{"id":"V1","hash":"h","type":"modal","callback_id":%q,"private_metadata":%q,
		"blocks":[{"type":"hologram"}],"state":{"values":{"goal":{"value":{"type":"plain_text_input","value":"Algebra"}}}}}}`, user, v.CallbackID, v.PrivateMetadata)
}

func TestWhatBecomesOfAnInteraction(t *testing.T) {
	t.Parallel()
	now := time.Unix(1700000020, 0).UTC()
	acted := time.Unix(1700000002, 500_000_000).UTC()
	channel := chat.Conversation{Platform: Name, Place: "T1", Channel: "C1", User: "U1"}
	for _, tc := range []struct {
		name, body string
		want       *incoming
	}{
		{"a button", press("1.2", "U1", "c1", "a:1"), &incoming{
			kind: kindPress, team: "T1", home: "T1", channel: "C1", ts: "1700000000.000300", trigger: "1.2", response: "https://hooks.slack.com/actions/1", action: "c1", ephemeral: true,
			ev: chat.Event{ID: "T1:1.2", From: chat.Account{User: "U1"}, At: acted, Press: "a:1"}}},
		{"a menu in the Home tab", `{"type":"block_actions","team":{"id":"T1","enterprise_id":"E1"},"user":{"id":"U1","team_id":"T1"},"container":{"type":"view","view_id":"V1"},
			"view":{"id":"V1","private_metadata":""},"trigger_id":"1.2","actions":[{"type":"static_select","action_id":"m","selected_option":{"value":"a:2"},"action_ts":"1700000002.500000"}]}`, &incoming{
			kind: kindPress, team: "T1", enterprise: "E1", home: "T1", trigger: "1.2", action: "m",
			ev: chat.Event{ID: "T1:1.2", From: chat.Account{User: "U1"}, At: acted, Press: "a:2"}}},
		{"a button without trigger is known by what was pressed and when", strings.Replace(press("1.2", "U1", "c1", "a:1"), `"trigger_id":"1.2",`, "", 1), &incoming{
			kind: kindPress, team: "T1", home: "T1", channel: "C1", ts: "1700000000.000300", response: "https://hooks.slack.com/actions/1", action: "c1", ephemeral: true,
			ev: chat.Event{ID: "T1:U1:c1:1700000002.500000", From: chat.Account{User: "U1"}, At: acted, Press: "a:1"}}},
		{"a link that was opened", strings.Replace(press("1.2", "U1", "c1", "a:1"), `"value":"a:1"`, `"url":"https://example.org"`, 1), nil},
		{"a form", submitted(t, channel, "U1"), &incoming{
			kind: kindSubmission, team: "T1", home: "T1", trigger: "9.8.7",
			ev: chat.Event{ID: "T1:9.8.7", Conversation: channel, From: chat.Account{User: "U1"}, At: now, Press: "goal:1", Fields: map[string]string{"goal": "Algebra"}}}},
		{"a message to be asked about", `{"type":"message_action","callback_id":"ask","team":{"id":"T1"},"user":{"id":"U1","team_id":"T2"},"channel":{"id":"C1"},"action_ts":"1700000002.500000",
			"message":{"ts":"1.1","thread_ts":"1.0","text":"<@U2|mia> says &lt;b&gt; <https://example.org|here>","blocks":[{"type":"hologram"}]},"trigger_id":"1.2","response_url":"https://hooks.slack.com/app/1"}`, &incoming{
			kind: kindShortcut, team: "T1", home: "T2", channel: "C1", ts: "1.1", thread: "1.0", trigger: "1.2", response: "https://hooks.slack.com/app/1",
			ev: chat.Event{ID: "T1:1.2", From: chat.Account{User: "U1"}, At: acted, Text: "ask", Command: true, Quote: "@mia says <b> here"}}},
		{"another app's shortcut", `{"type":"message_action","callback_id":"other","team":{"id":"T1"},"user":{"id":"U1"},"trigger_id":"1.2","message":{}}`, nil},
		{"a modal that was closed", `{"type":"view_closed","team":{"id":"T1"},"user":{"id":"U1"},"view":{}}`, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := translateInteraction([]byte(tc.body), now)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tc.want, got, cmp.AllowUnexported(incoming{}), cmpopts.IgnoreFields(incoming{}, "view", "profile", "ack", "line", "apologised")); d != "" {
				t.Errorf("incoming (-want +got):\n%s", d)
			}
		})
	}
}

func TestACommandIsWhatFollowsIt(t *testing.T) {
	t.Parallel()
	now := time.Unix(1700000020, 0)
	for typed, want := range map[string]string{
		"practice fractions": "practice fractions",
		"":                   "help",
		"   ":                "help",
		"goal a &lt; b":      "goal a < b",
		"goal 1 <2> 3":       "goal 1 <2> 3",
	} {
		form, err := url.ParseQuery(commandBody("C1", typed, "1.2"))
		if err != nil {
			t.Fatal(err)
		}
		in, err := translateCommand(commandOf(form), now)
		if err != nil {
			t.Fatal(err)
		}
		ev := chat.Event{ID: "T1:1.2", From: chat.Account{User: "U1"}, At: now.UTC(), Text: want, Command: true}
		if d := cmp.Diff(ev, in.ev); d != "" {
			t.Errorf("%q (-want +got):\n%s", typed, d)
		}
	}
}

func TestPlainIsWhatWasTyped(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1 &lt; 2":                       "1 < 2",
		"&amp;lt;":                       "&lt;",
		"a &amp;&amp; b":                 "a && b",
		"<@U123>":                        "@U123",
		"<@U123|mia>":                    "@mia",
		"<#C1|general>":                  "#general",
		"<!here>":                        "@here",
		"<!subteam^S1|@teachers>":        "@teachers",
		"<!subteam^S1>":                  "@subteam",
		"<!date^1392734382^{date}|then>": "then",
		"on <!date^1392734382^{date_short} {time}|Tue 15:39>": "on Tue 15:39",
		"<https://a.org/x?y=1&amp;z=2>":                       "https://a.org/x?y=1&z=2",
		"see <http://a.org|a.org>!":                           "see a.org!",
		"<mailto:a@b.org|a@b.org>":                            "a@b.org",
		"<mailto:a@b.org>":                                    "a@b.org",
		"x<y and y>z":                                         "x<y and y>z", // as a command may come, unescaped
		"<>":                                                  "<>",
		"<@>":                                                 "<@>",
		"<<@U1>>":                                             "<@U1>",
		"½ · é · 你好":                                          "½ · é · 你好",
		"&lt;@U1&gt;":                                         "<@U1>", // typed, no mention
	} {
		if got := plain(text); got != want {
			t.Errorf("plain(%q) is %q, want %q", text, got, want)
		}
	}
}

// seeds are payloads of every kind, each with the fields without which it is
// nothing.
func seeds(t testing.TB) map[string][]byte {
	submission := `{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1"},"trigger_id":"1.2","view":{"id":"V1","private_metadata":"{\"v\":\"goal\",\"c\":\"slack\\u001fT1\\u001f\\u001f\\u001fU1\"}","state":{"values":{"goal":{"value":{"type":"plain_text_input","value":"x"}}}}}}`
	if _, err := translateInteraction([]byte(submission), time.Now()); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"/events 1": []byte(message("Ev1", "U1", "hello")),
		"/events 2": []byte(inner(`{"type":"app_mention","channel":"C1","user":"U1","text":"<@UBOT> hi","ts":"1700000001.000200"}`)),
		"/events 3": []byte(inner(`{"type":"user_change","user":{"id":"U1","profile":{"display_name":"Mia"}}}`)),
		"/action 1": []byte(press("1.2.3", "U1", "c1", "a:1")),
		"/action 2": []byte(submission),
		"/action 3": []byte(`{"type":"message_action","callback_id":"ask","team":{"id":"T1"},"user":{"id":"U1"},"channel":{"id":"C1"},"message":{"text":"x"},"trigger_id":"1.2"}`),
	}
}

// spoil makes a payload unreadable: cut, of the wrong types, without what it
// needs, or not JSON at all.
func spoil(r *rand.Rand, payload []byte) []byte {
	switch r.IntN(4) {
	case 0:
		return payload[:r.IntN(len(payload)-1)]
	case 1:
		out := slices.Clone(payload)
		out[0] = byte("[x\"\x00,}"[r.IntN(6)])
		return out
	case 2:
		return append(slices.Clone(payload), byte("{x]\""[r.IntN(4)]))
	}
	var v map[string]any
	if err := json.Unmarshal(payload, &v); err != nil {
		panic(err)
	}
	// One of the things without which nobody knows who did what.
	broken := []any{7, []any{}, map[string]any{"id": 7}, "x", true}[r.IntN(5)]
	if _, ok := v["event"]; ok {
		e := v["event"].(map[string]any)
		switch r.IntN(3) {
		case 0:
			v["event"] = []any{7, []any{}, "x", true, nil}[r.IntN(5)]
		case 1:
			e["type"] = []any{7, []any{}, map[string]any{}, true}[r.IntN(4)]
		default:
			v["team_id"], v["authorizations"] = 7, broken
		}
	} else {
		v["user"] = []any{7, []any{}, map[string]any{"id": 7}, map[string]any{}, nil}[r.IntN(5)]
	}
	out, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return out
}

func TestTenThousandMalformedPayloadsChangeNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	s.play(nil)
	all := seeds(t)
	names := slices.Sorted(maps.Keys(all))
	r := rand.New(rand.NewPCG(5, 2026))
	for i := range 10_000 {
		name := names[i%len(names)]
		body := spoil(r, all[name])
		path, _, _ := strings.Cut(name, " ")
		if path == "/action" {
			s.action(string(body))
		} else {
			s.post(path, "application/json", body)
		}
		if n := len(s.heard()); n > 0 {
			t.Fatalf("handed over %+v for %s", s.heard(), body)
		}
	}
	if n := s.counted()["malformed"] + s.counted()["encoding"]; n < 8000 {
		t.Errorf("only %d of 10,000 were counted: %v", n, s.counted())
	}
	for name, body := range all { // what is whole is still taken
		path, _, _ := strings.Cut(name, " ")
		if path == "/action" {
			s.action(string(body))
		} else {
			s.post(path, "application/json", body)
		}
	}
	// Two of the interactions have the same trigger.
	if n := len(s.heard()); n != len(all)-1 {
		t.Errorf("heard %d of %d afterwards; counted %v", n, len(all), s.counted())
	}
}

func FuzzTranslate(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	f.Add([]byte(inner(`{"type":"tokens_revoked","tokens":{"bot":["U"]}}`)))
	f.Add([]byte(`{"type":"block_actions","actions":[{}]}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		h, err := translateEvent(payload)
		if err == nil && h.in != nil {
			check(t, h.in)
		}
		if in, err := translateInteraction(payload, time.Unix(1700000000, 0)); err == nil && in != nil {
			check(t, in)
		}
	})
}

// check looks at what every incoming has, whatever it came of.
func check(t *testing.T, in *incoming) {
	t.Helper()
	ev := in.ev
	said := 0
	for _, is := range []bool{ev.Text != "" || len(in.files) > 0, ev.Press != "", ev.News != ""} {
		if is {
			said++
		}
	}
	if said != 1 || ev.ID == "" || in.team == "" || ev.From.User == "" || ev.At.Location() != time.UTC {
		t.Errorf("%+v", in)
	}
}
