package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/term"

	"pacer/coach/course"
)

const tryUsage = `Usage: pacer try [--course COURSE] [--as learner|teacher] [--db FILE] [--seed N]
       pacer try --web [--course COURSE] [--listen ADDRESS] [--db FILE]

Opens a conversation with the coach in this terminal; nothing has to be set up
first. Lines may come from a pipe too, one answer a line. What is said is kept
in a file of your data folder; coming back goes on where you were.

  --course COURSE   what to practise: a bundled course (fractions, planet), or the
                    path of a course.yaml or its folder
  --as WHO          learner (as usual) or teacher: who you are at first
  --db FILE         keep it in this file instead
  --seed N          make a run that can be made again: the same lines in a fresh
                    --db FILE get the same answers, from a Monday in September on
  --web             in a browser instead, both sides beside one another: you learn on
                    the left and teach on the right, in a class of made-up learners
                    who have practised for weeks and go on while you look. It is
                    gone afterwards, unless --db names a new file
  --listen ADDRESS  where --web is reached on this machine (127.0.0.1:8080)

In the conversation:
  /as teacher       the other side; /as you makes you Kim again, the learner of the
                    start; any other name is a new learner
  /file deck.csv    sends a file: as the teacher, to make a course of it
  /in study         a channel; /in alone goes back to direct messages
  /later 3d         moves the clock on (3d, 5h, 2w, 30m): reviews, check-ins and
                    alerts come when it is their time
  /quit             leaves, as the end of the input does; all of it is kept

Examples:
  pacer try
  pacer try --course planet
  printf 'practice\nb\nc\n' | pacer try --db day.db
  pacer try --web
`

func tryCommand() command {
	return command{name: "try", summary: "a conversation with the coach in this terminal, nothing to set up", usage: tryUsage, run: runTry}
}

// The two that a trial can be begun as.
const (
	asLearner = "learner"
	asTeacher = "teacher"
)

func runTry(ctx context.Context, p *program, args []string) error {
	f := newFlags("try")
	name := f.String("course", "", "")
	as := f.String("as", asLearner, "")
	db := f.String("db", "", "")
	seed := f.Int64("seed", 0, "")
	isWeb := f.Bool("web", false, "")
	listen := f.String("listen", "", "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if err := none("try", rest); err != nil {
		return err
	}
	switch {
	case !*isWeb && *listen != "":
		return misused("try", "--listen says where --web is reached: give both")
	case *isWeb && *as != asLearner:
		return misused("try", "--web shows both sides: leave --as out")
	case *as != asLearner && *as != asTeacher:
		return misused("try", "--as takes learner or teacher, not %q", *as)
	case *seed != 0 && *db == "" && !*isWeb:
		return misused("try", "--seed needs --db FILE with a fresh file, or what was said before would count too")
	}
	courses, folder, err := trialCourses(*name)
	if err != nil {
		return reported(p, err)
	}
	if *isWeb {
		private()
		t := webTrial{program: p, courses: courses, file: *db, listen: cmp.Or(*listen, "127.0.0.1:8080"), seed: uint64(*seed), zone: localZone(p.getenv)}
		return t.run(ctx)
	}
	file := *db
	if file == "" {
		if file, err = trialFile(p.getenv); err != nil {
			return err
		}
	}
	private()
	t := trial{
		program: p, file: file, courses: courses, folder: folder, teacher: *as == asTeacher, seed: *seed,
		zone: localZone(p.getenv), isTerminal: isTerminal(p.in) && isTerminal(p.out),
	}
	if *name != "" {
		t.chosen = courses[0].ID
	}
	return t.run(ctx)
}

// reported says the faults of a course below one another; any other error is
// left to be said.
func reported(p *program, err error) error {
	inside, ok := errors.AsType[course.Faults](err)
	if !ok {
		return err
	}
	fmt.Fprintln(p.err, inside)
	fmt.Fprintf(p.err, "pacer: %s; nothing was changed.\n", count(len(inside), "fault"))
	return errReported
}

// trialCourses are the courses of a trial: the one that was named first, with
// the folder it lies in, then the bundled ones. A file with the ID of a bundled course stands in its place,
// so that an author can try a course that grew out of it.
func trialCourses(name string) (all []*course.Course, folder courseFolder, err error) {
	if name != "" {
		var c *course.Course
		if c, folder, err = findCourse(name, func(path string) string { return path }); err != nil {
			return nil, "", err
		}
		all = append(all, c)
	}
	for _, id := range bundledIDs() {
		if len(all) > 0 && all[0].ID == id {
			continue
		}
		c, err := bundledCourse(id)
		if err != nil {
			return nil, "", err
		}
		all = append(all, c)
	}
	return all, folder, nil
}

// trialFile is where a trial is kept: try.db in the user's data folder, which
// is made if there is none.
func trialFile(getenv func(string) string) (string, error) {
	dir, err := dataFolder(getenv, runtime.GOOS)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("your data folder cannot be made: %w; name a file with --db FILE", err)
	}
	return filepath.Join(dir, "try.db"), nil
}

// dataFolder is the folder of Pacer's data for this user: by the XDG base
// directory specification, or where the system wants it.
func dataFolder(getenv func(string) string, goos string) (string, error) {
	base := getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(base) { // the specification says to ignore a relative one
		switch goos {
		case "windows":
			base = getenv("LOCALAPPDATA")
		case "darwin":
			base = filepath.Join(getenv("HOME"), "Library", "Application Support")
		default:
			base = filepath.Join(getenv("HOME"), ".local", "share")
		}
	}
	if !filepath.IsAbs(base) {
		return "", errors.New("this user has no data folder (HOME is not set): name a file with --db FILE")
	}
	return filepath.Join(base, "pacer"), nil
}

// isTerminal tells whether a person sits at a stream.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
