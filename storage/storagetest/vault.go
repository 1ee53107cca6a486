package storagetest

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/storage"
)

// aKey is the text of a key of its own for each letter.
func aKey(letter byte) string {
	raw := bytes.Repeat([]byte{letter}, 32)
	raw[0] = 0
	return base64.StdEncoding.EncodeToString(raw)
}

// keys reads the text of keys, which must be right.
func (s *stage) keys(text string) *storage.Keys {
	s.Helper()
	k, err := storage.ParseKeys(text)
	s.must(err)
	return k
}

const secretToken = "xoxb-secret-of-a-team"

var vaults = []test{
	{"what is put in comes out, for its place alone, until it is removed", func(s *stage) {
		v := s.Vault("slack", s.keys(aKey('a')))
		s.must(v.Put(s.ctx(), "T1", []byte("old")))
		s.must(v.Put(s.ctx(), "T1", []byte(secretToken)))
		s.must(v.Put(s.ctx(), "T2", nil))
		s.restart()
		v = s.Vault("slack", s.keys(aKey('a')))
		for place, want := range map[string]string{"T1": secretToken, "T2": ""} {
			got, err := v.Get(s.ctx(), place)
			s.must(err)
			if string(got) != want {
				s.Errorf("%s gave %q, want %q", place, got, want)
			}
		}
		places, err := v.Places(s.ctx())
		s.must(err)
		if diff := cmp.Diff([]string{"T1", "T2"}, places); diff != "" {
			s.Error(diff)
		}
		s.is(second(s.Vault("discord", s.keys(aKey('a'))).Get(s.ctx(), "T1")), coach.NotFound)
		s.must(v.Remove(s.ctx(), "T1"))
		s.must(v.Remove(s.ctx(), "T1"))
		s.is(second(v.Get(s.ctx(), "T1")), coach.NotFound)
	}},
	{"the files tell nothing of what was put in, nor of the key", func(s *stage) {
		s.must(s.Vault("slack", s.keys("2026:"+aKey('a'))).Put(s.ctx(), "T1", []byte(secretToken)))
		s.restart()
		raw, err := base64.StdEncoding.DecodeString(aKey('a'))
		s.must(err)
		files, err := os.ReadDir(s.dir)
		s.must(err)
		looked := false
		for _, f := range files {
			data, err := os.ReadFile(filepath.Join(s.dir, f.Name()))
			s.must(err)
			looked = looked || bytes.Contains(data, []byte("T1"))
			if bytes.Contains(data, []byte(secretToken)) || bytes.Contains(data, raw) || bytes.Contains(data, []byte(aKey('a'))) {
				s.Errorf("%s holds the token or the key", f.Name())
			}
		}
		if !looked {
			s.Error("the place was not found in any file, so nothing was looked at")
		}
	}},
	{"the first key seals and all open, and sealing anew lets the old one go", func(s *stage) {
		first, second := "2025:"+aKey('a'), "2026:"+aKey('b')
		s.must(s.Vault("slack", s.keys(first)).Put(s.ctx(), "T1", []byte(secretToken)))
		both := s.Vault("slack", s.keys(second+" , "+first))
		s.must(both.Put(s.ctx(), "T2", []byte("two")))
		s.opens(both, "T1", secretToken)
		if old, err := both.Check(s.ctx()); err != nil || old != 1 {
			s.Errorf("%d are sealed with the old key, %v; want 1", old, err)
		}
		n, err := both.Reseal(s.ctx())
		s.must(err)
		if n != 1 {
			s.Errorf("%d were sealed anew, want 1", n)
		}
		alone := s.Vault("slack", s.keys(second))
		s.opens(alone, "T1", secretToken)
		s.opens(alone, "T2", "two")
		if old, err := alone.Check(s.ctx()); err != nil || old != 0 {
			s.Errorf("afterwards %d are sealed with the old key, %v", old, err)
		}
		if n, err := alone.Reseal(s.ctx()); err != nil || n != 0 {
			s.Errorf("sealing anew again: %d, %v", n, err)
		}
	}},
	{"a key without a name is known again", func(s *stage) {
		s.must(s.Vault("slack", s.keys(aKey('a'))).Put(s.ctx(), "T1", []byte(secretToken)))
		s.opens(s.Vault("slack", s.keys(aKey('b')+","+aKey('a'))), "T1", secretToken)
	}},
	{"a key that is missing or another one gets a sentence, and harms nothing", func(s *stage) {
		s.must(s.Vault("slack", s.keys("2025:"+aKey('a'))).Put(s.ctx(), "T1", []byte(secretToken)))
		for name, keys := range map[string]*storage.Keys{
			"another name": s.keys("2026:" + aKey('a')), "another key": s.keys("2025:" + aKey('b')), "none": nil,
		} {
			v := s.Vault("slack", keys)
			_, err := v.Get(s.ctx(), "T1")
			s.is(err, coach.Invalid)
			if text := err.Error(); strings.Contains(text, aKey('a')) || strings.Contains(text, secretToken) {
				s.Errorf("%s: the error tells a secret: %s", name, text)
			}
			if _, err := v.Check(s.ctx()); err == nil {
				s.Errorf("%s: nothing was found to be wrong", name)
			}
			if n, err := v.Reseal(s.ctx()); err != nil || n != 0 {
				s.Errorf("%s: sealed anew: %d, %v", name, n, err)
			}
		}
		s.is(s.Vault("slack", nil).Put(s.ctx(), "T2", []byte("x")), coach.Invalid)
		s.opens(s.Vault("slack", s.keys("2025:"+aKey('a'))), "T1", secretToken)
	}},
}

// opens fails unless a vault gives a place's secret.
func (s *stage) opens(v *storage.Vault, place, want string) {
	s.Helper()
	got, err := v.Get(s.ctx(), place)
	s.must(err)
	if string(got) != want {
		s.Errorf("%s gave %q, want %q", place, got, want)
	}
}

var marking = []test{
	{"the newest mark of a conversation stays, compared as a number", func(s *stage) {
		m := s.Marks("discord")
		s.must(m.Put(s.ctx(), nil))
		s.must(m.Put(s.ctx(), []storage.Mark{{Channel: "1", Message: "99"}, {Channel: "2", Message: "100"}, {Channel: "3", Message: "7"}}))
		s.must(m.Put(s.ctx(), []storage.Mark{{Channel: "1", Message: "1000"}, {Channel: "2", Message: "99"}, {Channel: "3", Message: "7"}}))
		s.must(s.Marks("elsewhere").Put(s.ctx(), []storage.Mark{{Channel: "1", Message: "5"}}))
		s.restart()
		m = s.Marks("discord")
		all, err := m.Newest(s.ctx(), 9)
		s.must(err)
		want := []storage.Mark{{Channel: "1", Message: "1000"}, {Channel: "2", Message: "100"}, {Channel: "3", Message: "7"}}
		if diff := cmp.Diff(want, all); diff != "" {
			s.Error(diff)
		}
		few, err := m.Newest(s.ctx(), 2)
		s.must(err)
		if diff := cmp.Diff(want[:2], few); diff != "" {
			s.Error(diff)
		}
	}},
	{"marks are kept together, or not at all", func(s *stage) {
		m := s.Marks("discord")
		if err := m.Put(s.ctx(), []storage.Mark{{Channel: "1", Message: "1"}, {Channel: "", Message: "2"}}); err == nil {
			s.Error("a mark of no conversation was taken")
		}
		all, err := m.Newest(s.ctx(), 9)
		s.must(err)
		if len(all) != 0 {
			s.Errorf("kept %+v", all)
		}
	}},
}

var ranks = []test{
	{"an answer goes before what the coach begins, and what is in its way with it", func(s *stage) {
		s.send(here, outbox.Row{ID: "1", To: dm("a"), Begun: true}, outbox.Row{ID: "2", To: dm("b"), Begun: true},
			outbox.Row{ID: "3", To: dm("c"), Begun: true, Urgent: true}, outbox.Row{ID: "4", To: dm("b")}, outbox.Row{ID: "5", To: dm("d")})
		s.gives(4, "3 2 4 5")
		s.gives(9, "1")
	}},
	{"what the coach begins stays where only answers are asked for", func(s *stage) {
		s.send(here, outbox.Row{ID: "1", To: dm("a"), Begun: true}, outbox.Row{ID: "2", To: dm("b"), Begun: true}, outbox.Row{ID: "3", To: dm("b")})
		rows, err := s.Claim(s.ctx(), outbox.Want{Limit: 9, Now: time.Now(), Lease: time.Minute, Answers: true})
		s.must(err)
		if len(rows) != 2 || rows[0].ID != "2" || rows[1].ID != "3" {
			s.Errorf("claimed %+v, want 2 and 3", rows)
		}
		s.gives(9, "1")
	}},
}
