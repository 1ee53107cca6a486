package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"pacer/bot"
	"pacer/bot/page"
	"pacer/coach"
	"pacer/storage"
)

const exportUsage = `Usage: pacer export (--config FILE | --db FILE) (--person ID | --class ID | --workspace) [-o FILE.zip]

Writes all that is kept about a person as a ZIP file: CSV for people, JSON for
programs, pictures, and a README in their language. Of a class or a workspace it
holds such a file for each person in it. The coach may go on running. The file
says a lot about people: nobody else should read it.

  --person ID   a person, by ID or by name
  --class ID    everybody in a class, by its ID or name
  --workspace   everybody
  -o FILE       write it there; the file must not exist

Examples:
  pacer export --config config.yaml --person "Ada Example"
  pacer export --db pacer.db --workspace -o school.zip
`

func exportCommand() command {
	return command{name: "export", summary: "write all that is kept about a person, a class or everybody", usage: exportUsage, run: runExport}
}

func runExport(ctx context.Context, p *program, args []string) error {
	f := newFlags("export")
	from := sourceFlags(f)
	person := f.String("person", "", "")
	class := f.String("class", "", "")
	all := f.Bool("workspace", false, "")
	to := f.String("o", "", "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if err := none("export", rest); err != nil {
		return err
	}
	wanted := 0
	for _, is := range []bool{*person != "", *class != "", *all} {
		if is {
			wanted++
		}
	}
	if wanted != 1 {
		return misused("export", "say whose data: one of --person ID, --class ID and --workspace")
	}
	c, err := from.open()
	if err != nil {
		return err
	}
	catalog, err := bot.NewCatalog()
	if err != nil {
		return err
	}
	if *from.config != "" {
		if c, catalog, err = loadAll(p, *from.config); err != nil {
			return err
		}
	}
	private()
	file := *to
	if file == "" {
		file = "pacer-export-" + stamp(time.Now()) + ".zip"
	}
	n := 0
	if err := looking(ctx, c.Database, func(s *storage.Store) error {
		var people []found
		switch {
		case *person != "":
			who, err := findPerson(ctx, s, *person)
			if err != nil {
				return err
			}
			people = append(people, who)
		default:
			if people, err = peopleOf(ctx, s, *class); err != nil {
				return err
			}
		}
		n = len(people)
		pages := page.New(bot.New(bot.Options{Store: s, Courses: catalog}))
		return toFile(file, func(w io.Writer) error {
			if *person != "" {
				return pages.Archive(ctx, page.Viewer{Workspace: people[0].workspace, Person: people[0].ID}, w)
			}
			return exportAll(ctx, pages, people, w)
		})
	}); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s: what is kept about %s. Keep it where nobody else reads it.\n", file, countPeople(n))
	return err
}

func countPeople(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

// exportAll writes the files of several people into one.
func exportAll(ctx context.Context, pages *page.Pages, people []found, w io.Writer) error {
	z := zip.NewWriter(w)
	for _, who := range people {
		one, err := z.CreateHeader(&zip.FileHeader{Name: who.workspace + "/" + who.ID + ".zip", Method: zip.Store, Modified: time.Now()})
		if err != nil {
			return err
		}
		err = pages.Archive(ctx, page.Viewer{Workspace: who.workspace, Person: who.ID}, one)
		if coach.IsNotFound(err) {
			continue // forgotten while it was written
		}
		if err != nil {
			return fmt.Errorf("%s: %w", who.ID, err)
		}
	}
	return z.Close()
}

// peopleOf are the people of a class, by its ID or name, or everybody.
func peopleOf(ctx context.Context, s *storage.Store, class string) (people []found, err error) {
	if class == "" {
		err = eachPerson(ctx, s, func(f found) error {
			people = append(people, f)
			return nil
		})
		return people, err
	}
	there := false
	err = workspaces(ctx, s, func(w coach.Workspace) error {
		return s.View(ctx, w.ID, func(r bot.Reader) error {
			classes, err := r.Classes()
			if err != nil {
				return err
			}
			for _, k := range classes {
				if k.ID != class && k.Name != class {
					continue
				}
				there = true
				members, err := r.Members(k.ID)
				if err != nil {
					return err
				}
				for _, m := range members {
					people = append(people, found{m.Who, w.ID})
				}
			}
			return nil
		})
	})
	if err == nil && !there {
		err = errors.New("there is no class with that ID or name; the address of its page on the web has the ID in it")
	}
	return people, err
}

// toFile writes a new file, wholly or not at all.
func toFile(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s exists already: choose another name with -o, or move it away", path)
	}
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
