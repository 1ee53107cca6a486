package storagetest

import (
	"strings"

	"pacer/bot"
	"pacer/coach"
)

var walls = []test{
	{"every method shows of a workspace what it would show if there were no other", func(s *stage) {
		s.complete()
		// The same IDs in both, other rows; and each alone, to compare with.
		alone := map[string][]string{}
		for i, w := range []string{here, there} {
			only := newStage(s.T, s.open)
			only.fill(w, uint64(i))
			alone[w] = only.snapshot(w, 9, 30)
			s.fill(w, uint64(i))
		}
		for _, w := range []string{here, there, here} { // with the memory of the other's rows
			s.same("workspace "+w+" beside another, and alone", alone[w], s.snapshot(w, 9, 30))
		}
		// The test has teeth only where the two differ.
		for _, method := range names(reads) {
			differs := false
			for i, line := range alone[here] {
				if i < len(alone[there]) && strings.HasPrefix(line, "view "+method+"[") && line != alone[there][i] {
					differs = true
				}
			}
			if !differs && method != "HasOwner" && method != "End" { // one has two answers only, the other counts what is filled in
				s.Errorf("%s shows the same of both workspaces: it proves nothing", method)
			}
		}
	}},
	{"no method changes anything of another workspace", func(s *stage) {
		s.complete()
		s.fill(here, 1)
		s.fill(there, 2)
		before := s.snapshot(there, 9, 8)
		g := newGen(3)
		for _, method := range names(writes) {
			for range 8 {
				s.do(func(tx bot.Tx) error {
					call(tx, method, writes[method](g))
					return nil
				})
			}
			s.same(method+" in one workspace, and what the other shows", before, s.snapshot(there, 9, 8))
		}
	}},
	{"whether a workspace has an owner is its own affair", func(s *stage) {
		s.do(func(tx bot.Tx) error { return tx.PutPerson(coach.Person{ID: "ada", Owner: true}) })
		for w, want := range map[string]bool{here: true, there: false} {
			s.must(s.View(s.ctx(), w, func(r bot.Reader) error {
				got, err := r.HasOwner()
				if got != want {
					s.Errorf("whether %s has an owner: got %t", w, got)
				}
				return err
			}))
		}
	}},
}
