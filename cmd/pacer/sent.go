package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"pacer/bot"
	"pacer/coach/course"
	"pacer/coach/course/convert"
)

// convertSent makes courses of a file that somebody sent: any format that
// `course import` reads, and a course as it is. It returns when ctx ends,
// though a converter may take longer to notice.
func convertSent(log *slog.Logger) bot.Convert {
	type outcome struct {
		made *bot.Converted
		err  error
	}
	return func(ctx context.Context, s bot.Source) (*bot.Converted, error) {
		done := make(chan outcome, 1)
		go func() {
			var o outcome
			defer func() {
				if v := recover(); v != nil {
					log.Error("a converter panicked", "panic", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
					o = outcome{err: errors.New("something in it is too strange for me")}
				}
				done <- o
			}()
			o.made, o.err = convertFile(s)
		}()
		select {
		case o := <-done:
			return o.made, o.err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// convertFile puts a file into a folder of its own, which is what importers
// read, and converts it.
func convertFile(s bot.Source) (made *bot.Converted, err error) {
	data, err := io.ReadAll(s.Data)
	if err != nil {
		return nil, err
	}
	if ending := strings.ToLower(filepath.Ext(s.Name)); ending == ".yaml" || ending == ".yml" {
		return sentCourse(s.Name, data)
	}
	dir, err := os.MkdirTemp("", "pacer-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, filepath.Base(filepath.Clean("/"+s.Name)))
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return nil, err
	}
	source, closed, err := openSource(file)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closed()) }()
	format := convert.Detect(source)
	if format == "" {
		if err := convert.Check(source); err != nil {
			return nil, err
		}
		return nil, errors.New("I can't tell what kind of file it is")
	}
	courses, report, err := convert.Import(format, source, convert.Options{Language: s.Language})
	if err != nil {
		return nil, err
	}
	return reportOf(courses, report), nil
}

// sentCourse reads a course that was sent as it is. What is wrong with it is
// said line by line, as far as a message has room.
func sentCourse(name string, data []byte) (*bot.Converted, error) {
	c, err := course.Parse(name, data)
	if faults, ok := errors.AsType[course.Faults](err); ok {
		const most = 3
		var lines []string
		for _, f := range faults[:min(len(faults), most)] {
			lines = append(lines, fmt.Sprintf("line %d: %s", f.Line, f.Text))
		}
		if more := len(faults) - most; more > 0 {
			lines = append(lines, fmt.Sprintf("and %s more", count(more, "fault")))
		}
		return nil, errors.New(strings.Join(lines, "; "))
	}
	if err != nil {
		return nil, err
	}
	return &bot.Converted{Format: bot.FormatYAML, Courses: []*course.Course{c}, Read: len(c.Items)}, nil
}

// linesTold is how many lines are named for each reason: enough to look there.
const linesTold = 5

// reportOf is what the bot tells of an import.
func reportOf(courses []*course.Course, report *convert.Report) *bot.Converted {
	made := &bot.Converted{
		Format: report.Format, Courses: courses, Read: len(report.Records),
		Merged: report.Count(convert.Merged), Skipped: report.Count(convert.Skipped),
	}
	for _, m := range report.Media {
		made.Media = append(made.Media, bot.Medium{Course: m.Course, Path: m.Path, Data: m.Data})
	}
	at := make(map[string]int)
	for i := range report.Records {
		r := &report.Records[i]
		if r.Outcome != convert.Skipped {
			continue
		}
		if _, isKnown := at[r.Reason]; !isKnown {
			at[r.Reason] = len(made.Reasons)
			made.Reasons = append(made.Reasons, bot.Reason{Text: r.Reason})
		}
		reason := &made.Reasons[at[r.Reason]]
		if reason.N++; r.Where.Line > 0 && len(reason.Lines) < linesTold {
			reason.Lines = append(reason.Lines, r.Where.Line)
		}
	}
	slices.SortStableFunc(made.Reasons, func(a, b bot.Reason) int { return cmp.Compare(b.N, a.N) })
	for _, remark := range report.Remarks {
		if !slices.Contains(made.Notes, remark.Text) {
			made.Notes = append(made.Notes, remark.Text)
		}
	}
	return made
}
