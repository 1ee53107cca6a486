package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"time"

	"pacer/coach"
	"pacer/storage"
)

const verifyUsage = `Usage: pacer verify (--config FILE | --db FILE) [--rebuild]

Adds up every workspace's log from its first entry again and compares the sum
with the estimates that are stored: bit for bit where the database was written
by this kind of processor, else within 1e-9. It only reads, and may run while
the coach serves.

Then it goes through the audit trail: each line carries a seal over all before it.
The newest is printed, here and by pacer backup; keep one somewhere else, and
--seal tells later whether anything before it was changed, or cut off.

  --seal SEAL a seal that was printed earlier, like main:214:3f9a…; may be repeated
  --rebuild   where the two differ, put what the log adds up to in the place of
              what is stored; an entry of the log says so (stop the coach first)

Example:
  pacer verify --config config.yaml
`

func verifyCommand() command {
	return command{name: "verify", summary: "replay the log and compare it with the stored estimates", usage: verifyUsage, run: runVerify}
}

func runVerify(ctx context.Context, p *program, args []string) error {
	f := newFlags("verify")
	from := sourceFlags(f)
	anew := f.Bool("rebuild", false, "")
	var noted sealFlag
	f.Var(&noted, "seal", "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if err := none("verify", rest); err != nil {
		return err
	}
	c, err := from.open()
	if err != nil {
		return err
	}
	if *anew {
		return rebuild(ctx, p, c.Database)
	}
	return looking(ctx, c.Database, func(s *storage.Store) error { return verify(ctx, p, s, noted.seals) })
}

// keyMachines is the key under which a database keeps the processors that have
// written it: floating-point sums are the same on one kind, and within a hair
// on others.
const keyMachines = "machines"

// noteMachine adds this processor to those that have written a database.
func noteMachine(ctx context.Context, s *storage.Store) error {
	seen, err := machines(ctx, s)
	if err != nil || slices.Contains(seen, runtime.GOARCH) {
		return err
	}
	return s.PutMeta(ctx, keyMachines, strings.Join(append(seen, runtime.GOARCH), " "))
}

func machines(ctx context.Context, s *storage.Store) ([]string, error) {
	v, err := s.Meta(ctx, keyMachines)
	if coach.IsNotFound(err) {
		return nil, nil
	}
	return strings.Fields(v), err
}

// showDifferences is how many differences are shown.
const showDifferences = 5

// verify replays every workspace's log and says what it found; the error is
// errReported when a difference was.
func verify(ctx context.Context, p *program, s *storage.Store, seals map[string]map[int64]string) error {
	check, err := newCheck(ctx, s)
	if err != nil {
		return err
	}
	failed := false
	err = workspaces(ctx, s, func(w coach.Workspace) error {
		found, err := check.workspace(ctx, w.ID)
		switch {
		case err != nil:
			return fmt.Errorf("%s: what is stored cannot be read: %w; nothing was changed. Keep a copy of the database; `pacer verify --rebuild` adds the log up anew", w.ID, err)
		case len(found.differences) == 0:
			if _, err := fmt.Fprintln(p.out, found); err != nil {
				return err
			}
			holds, err := verifyTrail(ctx, p, s, w.ID, seals[w.ID])
			failed = failed || !holds
			return err
		}
		failed = true
		mend := "; then `pacer verify --rebuild` adds the log up anew, or restore a backup that `pacer restore --verify` accepts"
		if found.isGapped {
			mend = ", and restore a backup that `pacer restore --verify` accepts: entries of the log are missing, and nothing can make them anew"
		}
		for _, f := range found.differences[:min(len(found.differences), showDifferences)] {
			fmt.Fprintf(p.err, "%s: %s\n", w.ID, f)
		}
		fmt.Fprintf(p.err, "pacer: %s: %s between the log and what is stored, in %s. Nothing was changed. Keep a copy of the database%s.\n",
			w.ID, count(len(found.differences), "difference"), entries(found.entries), mend)
		return nil
	})
	if err == nil && failed {
		return errReported
	}
	return err
}

// check is a look at the workspaces of a database.
type check struct {
	store     *storage.Store
	tolerance float64 // of numbers; 0: bit for bit
	how       string  // they are compared
}

func newCheck(ctx context.Context, s *storage.Store) (check, error) {
	written, err := machines(ctx, s)
	c := check{store: s, how: "bit for bit"}
	if slices.ContainsFunc(written, func(m string) bool { return m != runtime.GOARCH }) {
		c.tolerance = 1e-9
		c.how = fmt.Sprintf("within %g (written on %s)", c.tolerance, strings.Join(written, ", "))
	}
	return c, err
}

// finding is what was found of a workspace.
type finding struct {
	workspace          string
	entries, estimates int
	how                string   // they were compared
	made               string   // ID of other parameters that the estimates were made with, so that they were not compared
	differences        []string // from what the log leads to
	isGapped           bool     // entries of the log are missing
}

// same tells whether what is stored is what the log leads to.
func (f finding) same() bool { return f.made == "" && len(f.differences) == 0 }

// String says it where there is no difference.
func (f finding) String() string {
	if f.made != "" {
		return fmt.Sprintf("ok    %s: %s replayed; the estimates were made with parameters %s, so pacer serve makes them anew with %s when it starts",
			f.workspace, entries(f.entries), f.made, coach.DefaultParams().ID)
	}
	return fmt.Sprintf("ok    %s: %s replayed, %s the same, %s", f.workspace, entries(f.entries), count(f.estimates, "estimate"), f.how)
}

// workspace looks at one workspace.
func (c check) workspace(ctx context.Context, id string) (finding, error) {
	f := finding{workspace: id, how: c.how}
	params := coach.DefaultParams()
	made, err := c.store.Params(ctx, id)
	if err != nil {
		return f, err
	}
	d := differ{tolerance: c.tolerance}
	if made != "" && made != params.ID {
		f.made = made
		sum := coach.NewLedger()
		err := c.store.Log(ctx, id, func(e coach.Entry) error {
			f.entries++
			if err := sum.Replay(&params, e); err != nil {
				f.isGapped = f.isGapped || errors.Is(err, coach.ErrGap)
				d.add(fmt.Sprintf("entry %d", e.Position), "cannot be replayed: %v", err)
			}
			return nil
		})
		f.differences = d.found
		return f, err
	}
	stored, err := c.store.Stored(ctx, id)
	if err != nil {
		return f, err
	}
	f.estimates = d.compare(stored)
	f.entries, f.differences, f.isGapped = len(stored.Entries), d.found, d.isGapped
	return f, nil
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// differ gathers differences between what a log adds up to and what is stored.
type differ struct {
	tolerance float64 // of numbers; 0: bit for bit
	isGapped  bool
	found     []string
}

// compare replays a workspace's log beside what is stored, and returns how
// many estimates there are.
func (d *differ) compare(stored storage.Stored) (estimates int) {
	params := coach.DefaultParams()
	sum := coach.NewLedger()
	for _, e := range stored.Entries {
		if err := sum.Replay(&params, e); err != nil {
			d.isGapped = errors.Is(err, coach.ErrGap)
			d.add(fmt.Sprintf("entry %d", e.Position), "cannot be replayed: %v", err)
			return 0
		}
	}
	if path, a, b, differs := d.values(reflect.ValueOf(sum.State), reflect.ValueOf(stored.Sum.State)); differs {
		d.add("what was learnt about everybody", "differs%s: the log leads to %s, stored is %s", path, a, b)
	}
	compareMaps(d, "learner", sum.Learners, stored.Sum.Learners)
	compareMaps(d, "item", sum.Items, stored.Sum.Items)
	compareMaps(d, "skill", sum.Skills, stored.Sum.Skills)
	for _, person := range slices.Sorted(maps.Keys(union(sum.Estimates, stored.Sum.Estimates))) {
		compareMaps(d, "estimate of "+person+" on", sum.Estimates[person], stored.Sum.Estimates[person])
		estimates += len(stored.Sum.Estimates[person])
	}
	for _, person := range slices.Sorted(maps.Keys(union(sum.Facts, stored.Sum.Facts))) {
		compareMaps(d, "memory of "+person+" for", sum.Facts[person], stored.Sum.Facts[person])
	}
	return estimates
}

func (d *differ) add(what, format string, args ...any) {
	d.found = append(d.found, what+" "+fmt.Sprintf(format, args...))
}

// compareMaps compares two maps of states.
func compareMaps[V any](d *differ, what string, replayed, stored map[string]V) {
	for _, key := range slices.Sorted(maps.Keys(union(replayed, stored))) {
		r, inLog := replayed[key]
		s, isStored := stored[key]
		name := what + " " + key
		switch {
		case !inLog:
			d.add(name, "is stored, but no entry of the log leads to it")
		case !isStored:
			d.add(name, "follows from the log, but is not stored")
		default:
			if path, a, b, differs := d.values(reflect.ValueOf(r), reflect.ValueOf(s)); differs {
				d.add(name, "differs%s: the log leads to %s, stored is %s", path, a, b)
			}
		}
	}
}

func union[V any](a, b map[string]V) map[string]V {
	all := maps.Clone(a)
	if all == nil {
		all = make(map[string]V)
	}
	maps.Copy(all, b)
	return all
}

// values finds the first difference of two values of one type: where, and the
// two as text. Times are instants.
func (d *differ) values(a, b reflect.Value) (path, one, other string, differs bool) {
	if a.Type() == reflect.TypeFor[time.Time]() && a.CanInterface() {
		x, y := a.Interface().(time.Time), b.Interface().(time.Time)
		return "", x.UTC().Format(time.RFC3339Nano), y.UTC().Format(time.RFC3339Nano), !x.Equal(y)
	}
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			if path, one, other, differs := d.values(a.Field(i), b.Field(i)); differs {
				return "." + a.Type().Field(i).Name + path, one, other, true
			}
		}
		return "", "", "", false
	case reflect.Array, reflect.Slice:
		if a.Len() != b.Len() {
			return ".length", fmt.Sprint(a.Len()), fmt.Sprint(b.Len()), true
		}
		for i := range a.Len() {
			if path, one, other, differs := d.values(a.Index(i), b.Index(i)); differs {
				return fmt.Sprintf("[%d]%s", i, path), one, other, true
			}
		}
		return "", "", "", false
	case reflect.Float64:
		x, y := a.Float(), b.Float()
		same := math.Float64bits(x) == math.Float64bits(y) || d.tolerance > 0 && math.Abs(x-y) <= d.tolerance
		return "", fmt.Sprint(x), fmt.Sprint(y), !same
	}
	return "", fmt.Sprint(a), fmt.Sprint(b), !a.Equal(b)
}
