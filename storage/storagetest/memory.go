package storagetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/storage"
)

// memories compare a store with a forgetful one, whose every read is a query:
// what a store remembers beside its rows must make no difference.
var memories = []test{
	{"what is read after any turns, kept, failed or panicked, is what stands in the tables", func(s *stage) {
		s.complete()
		rounds, seed := 80, rand.Uint64()
		if n, err := strconv.Atoi(os.Getenv("PACER_ROUNDS")); err == nil {
			rounds = n // a longer search
		}
		if n, err := strconv.ParseUint(os.Getenv("PACER_SEED"), 10, 64); err == nil {
			seed = n // the same search again
		}
		g := newGen(seed)
		s.Logf("seed %d", seed)
		model := newStage(s.T, s.open)
		s.must(model.Store.Close(s.ctx()))
		model.start(storage.Options{Forgetful: true})
		for round := range rounds {
			if !s.alike(model, g) {
				s.Fatalf("in round %d of seed %d", round, seed)
			}
			if g.IntN(20) == 0 {
				s.restart()
			}
		}
		far := time.Now().Add(24 * time.Hour)
		ours, err := s.Claim(s.ctx(), outbox.Want{Limit: 1000, Now: far, Lease: time.Minute})
		s.must(err)
		theirs, err := model.Claim(s.ctx(), outbox.Want{Limit: 1000, Now: far, Lease: time.Minute})
		s.must(err)
		if a, b := render(ours), render(theirs); a != b {
			s.Errorf("the queue holds %s, want %s", a, b)
		}
	}},
	{"a turn that failed or panicked is seen by nobody, whatever it wrote and read", func(s *stage) {
		// As above, but each turn after a kept one fails, and each kept one
		// reads all there is.
		model := newStage(s.T, s.open)
		s.must(model.Store.Close(s.ctx()))
		model.start(storage.Options{Forgetful: true})
		for round := range uint64(30) {
			for _, end := range []ending{kept, failed, panicked} {
				sc := &script{workspace: here, seed: round, length: 60, end: end}
				for _, on := range []*stage{s, model} {
					sc.results = nil
					sc.run(on)
				}
			}
			s.same(fmt.Sprintf("round %d", round), model.snapshot(here, round, 6), s.snapshot(here, round, 6))
		}
	}},
}

// ending is how a turn ends.
type ending int

const (
	kept ending = iota
	failed
	panicked
	endings
)

// often are the methods that are worth remembering for, and called more often.
var often = []string{
	"Account", "PutAccount", "Person", "PutPerson", "Class", "PutClass", "Estimates", "PutEstimate", "Items", "PutItem", "PutShared",
	"OpenSession", "Session", "PutSession", "PutSession", "Question", "Questions", "Questions", "PutQuestion", "PutQuestion", "PutQuestion",
	"Attempts", "Attempts", "Append", "Append", "PersonAlerts", "PutAlert", "DueFacts", "PutFact",
	"Memberships", "PutMember", "RemoveMember", "Assignments", "PutAssignment",
}

// script is a turn of calls at random, the same each time it is run.
type script struct {
	workspace string
	seed      uint64
	length    int
	end       ending
	results   []string
}

func (x *script) String() string {
	return fmt.Sprintf("turn in %s of seed %d, ending %d", x.workspace, x.seed, x.end)
}

// turn is the turn's function.
func (x *script) turn(tx bot.Tx) error {
	g := newGen(x.seed)
	x.results = x.results[:0]
	all := slices.Concat(names(reads), names(writes), often, often)
	for range x.length {
		method := all[g.IntN(len(all))]
		if isRare(method) && g.IntN(4) > 0 {
			continue
		}
		arguments := reads[method]
		if arguments == nil {
			arguments = writes[method]
		}
		args := arguments(g)
		if !isUsual(tx, method, args) {
			continue
		}
		line := method + render(args)
		x.results = append(x.results, line+" = "+call(tx, method, args))
	}
	switch x.end {
	case failed:
		return errRefused
	case panicked:
		panic("a turn of the test panics")
	}
	return nil
}

func (x *script) run(on *stage) {
	_, err := on.Turn(context.Background(), x.workspace, "", x.turn)
	if (err != nil) != (x.end != kept) {
		on.Errorf("%s: got error %v", x, err)
	}
}

// alike lets turns at random go into the store at once, and then into the
// model one by one, in the order in which the store took them. It tells
// whether all of them read the same in both.
func (s *stage) alike(model *stage, g *gen) bool {
	var order []*script
	var wait []<-chan outcome
	letGo := s.hold()
	for range 1 + g.IntN(6) {
		x := &script{workspace: here, seed: g.Uint64(), length: g.IntN(120), end: kept}
		if g.IntN(8) == 0 {
			x.workspace = there
		}
		if g.IntN(3) == 0 {
			x.end = ending(g.IntN(int(endings)))
		}
		wait = append(wait, s.begin(context.Background(), x.workspace, "", func(tx bot.Tx) error {
			// A turn may run again: the last time counts.
			order = append(slices.DeleteFunc(order, func(o *script) bool { return o == x }), x)
			return x.turn(tx)
		}))
	}
	letGo()
	for _, c := range wait {
		if err := (<-c).err; err != nil && errors.Is(err, context.Canceled) {
			s.Error(err)
		}
	}
	same := true
	for _, x := range order {
		got := slices.Clone(x.results)
		x.run(model)
		for i := range got {
			if got[i] != x.results[i] {
				s.Errorf("%s, call %d:\n got %s\nwant %s", x, i, got[i], x.results[i])
				same = false
				break
			}
		}
	}
	for range g.IntN(4) {
		m := outbox.Mark{Workspace: here, ID: g.message(), State: outbox.Sent, Receipt: chat.Receipt{Ref: g.word(), At: g.time()}}
		if g.IntN(3) == 0 {
			m.State = outbox.Waiting
		}
		for _, on := range []*stage{s, model} {
			on.Mark(m)
		}
	}
	return same && !s.Failed()
}
