package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"pacer/cmd/pacer/eval"
)

func evalCommand() command {
	return command{name: "eval", summary: "how well the learner models foretell a practice log", usage: evalUsage(), run: runEval}
}

// laterEval are the subjects of eval that are promised and do not stand yet.
var laterEval = []string{"alerts", "review", "plan"}

// evalUsage is the help of eval; each subject has its own.
func evalUsage() string {
	var b strings.Builder
	b.WriteString("Usage: pacer eval SUBJECT [FLAGS] [LOG]\n\nMeasures Pacer's models, and says how sure the figures are.\n\n")
	for _, s := range eval.Subjects() {
		fmt.Fprintf(&b, "  %-8s  %s\n", s.Name, s.Summary)
	}
	b.WriteString(`
pacer eval SUBJECT --help says more of each. Answers go to stdout, what is wrong
with a log to stderr.

Example:
  pacer eval mastery answers.csv
`)
	return b.String()
}

func runEval(ctx context.Context, p *program, args []string) error {
	subjects := eval.Subjects()
	var known []string
	for _, s := range subjects {
		known = append(known, s.Name)
	}
	if len(args) == 0 {
		return misused("eval", "say what to measure: %s; like: pacer eval mastery answers.csv", strings.Join(known, ", "))
	}
	switch args[0] {
	case "-h", "-help", "--help":
		return flag.ErrHelp
	}
	i := slices.Index(known, args[0])
	if i < 0 {
		later := slices.DeleteFunc(slices.Clone(laterEval), func(name string) bool { return slices.Contains(known, name) })
		return unknown("eval", "subject of eval", args[0], known, later)
	}
	f := newFlags("eval")
	measure := subjects[i].Flags(f)
	rest, err := parse(f, args[1:])
	if errors.Is(err, flag.ErrHelp) {
		_, err := io.WriteString(p.out, subjects[i].Usage)
		return err
	}
	if err != nil {
		return err
	}
	err = measure(ctx, rest, eval.Output{Out: p.out, Err: p.err, Progress: watched(p.err)})
	if wrong, ok := errors.AsType[eval.UsageError](err); ok {
		return misused("eval", "%s", wrong)
	}
	return err
}

// watched returns the writer if it is a terminal, where progress can be seen.
func watched(w io.Writer) io.Writer {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return w
	}
	return nil
}
