package main

import (
	"context"
	"flag"
	"slices"
	"strings"

	"pacer/coach/course/convert"
)

const courseUsage = `Usage: pacer course check [--all] [--standards FILE] [--schema] COURSE...
       pacer course new [NAME] [-o DIR]
       pacer course try COURSE
       pacer course import [--from FORMAT] SOURCE [-o DIR]
       pacer course export --to FORMAT COURSE [-o FILE]
       pacer course report (--config FILE | --db FILE) [--course C] [--json]
       pacer course history --learner ID (--config FILE | --db FILE) DECK
       pacer course schema

A COURSE is a course.yaml, or the folder that holds one.

check says everything that is wrong with courses, with its line and what would
be right. A course without faults gets the advice of a good editor: keys that
grade as wrong, choices that look alike, hints that say too much, skills with
too little in them, texts too long or too hard. Advice changes no exit code.

  --all             all of the advice; without it five of each sort
  --standards FILE  name the codes that the list does not know, and say which of
                    its standards the course has skills for (a JSON list)

new writes a course to begin with, which shows the format by example.

try practises a course at once; what is said is kept nowhere.

import makes courses of what teachers already have. The report, which says what
became of every record and why, goes to stderr.

  --from FORMAT     FORMATS; without it the source is looked at
  -o DIR            write DIR/COURSE/course.yaml for each course, and its pictures
                    beside it; without it one course goes to stdout
  --title TITLE     the course's title, where the source names none
  --language TAG    of the texts, where the source does not say (en)
  --licence-strict  leave out whatever names no licence in its own file
  --dry-run         write nothing: the report alone

export writes a course for other programs. What was written is read again, and
the report, which goes to stderr, names all that the format has no place for:
whatever it does not name comes back when the file is imported.

  --to FORMAT       EXPORTS
  -o FILE           where to; without it text goes to stdout

report says how the items of a course do: how many are right at once, how well
each tells those who know its skill from those who do not, how long it takes,
which wrong answers attract, and which items mislead.

history adds the reviews of an Anki deck to a learner's attempts, at their own
times, for the items of a course that came from it. Stop the coach first.

  --learner ID      whose; in the messages and lists of teachers
  --dry-run         say how many there are, and add none

schema prints the format as a JSON Schema, for editors that check while one
types.

Examples:
  pacer course new rivers -o courses
  pacer course check courses/rivers
  pacer course try courses/rivers
  pacer course import --from csv capitals.csv -o courses
  pacer course export --to moodle courses/rivers -o rivers.xml
  pacer course report --config config.yaml --course rivers
`

func courseCommand() command {
	return command{name: "course", summary: "make, check, try and convert courses; see how items do", usage: courseHelp(), run: runCourse}
}

// courseHelp is the help with the formats that can be imported in it.
func courseHelp() string {
	const width = 58
	var lines []string
	for _, format := range importFormats() {
		if n := len(lines); n == 0 || len(lines[n-1])+len(format)+len(", ") > width {
			lines = append(lines, format)
			continue
		}
		lines[len(lines)-1] += ", " + format
	}
	help := strings.Replace(courseUsage, "EXPORTS", strings.Join(convert.ExportFormats(), ", "), 1)
	return strings.Replace(help, "FORMATS", strings.Join(lines, ",\n                    "), 1)
}

// subcommand is one of the subcommands of course.
type subcommand struct {
	name string
	run  func(ctx context.Context, p *program, args []string) error
}

// courseCommands are the subcommands of course, in the order of the help.
func courseCommands() []subcommand {
	return []subcommand{
		{"check", checkCourses}, {"new", newCourse}, {"try", tryCourse}, {"import", importCourses}, {"export", exportCourse},
		{"report", reportCourses}, {"history", addHistory}, {"schema", printSchema},
	}
}

func runCourse(ctx context.Context, p *program, args []string) error {
	if len(args) == 0 {
		return misused("course", "say what to do, like: pacer course check FILE")
	}
	switch args[0] {
	case "-h", "-help", "--help":
		return flag.ErrHelp
	}
	all := courseCommands()
	if i := slices.IndexFunc(all, func(s subcommand) bool { return s.name == args[0] }); i >= 0 {
		return all[i].run(ctx, p, args[1:])
	}
	if strings.HasSuffix(args[0], ".yaml") {
		return misused("course", "say what to do with it, like: pacer course check %s", args[0])
	}
	var known []string
	for _, s := range all {
		known = append(known, s.name)
	}
	return unknown("course", "course subcommand", args[0], known, nil)
}
