package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"pacer/coach/course"
)

func tryCourse(ctx context.Context, p *program, args []string) (err error) {
	f := newFlags("course")
	seed := f.Int64("seed", 0, "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return misused("course", "name one course, like: pacer course try rivers/course.yaml")
	}
	c, folder, err := findCourse(rest[0], func(path string) string { return path })
	if err != nil {
		return reported(p, err)
	}
	dir, err := os.MkdirTemp("", "pacer-try-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	private()
	t := trial{
		program: p, file: filepath.Join(dir, "try.db"), courses: []*course.Course{c}, folder: folder, seed: *seed,
		chosen: c.ID, known: true,
		zone: localZone(p.getenv), isTerminal: isTerminal(p.in) && isTerminal(p.out),
	}
	return t.run(ctx)
}
