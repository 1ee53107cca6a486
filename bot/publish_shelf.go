package bot

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"pacer/coach"
	"pacer/coach/course"
)

// shelf is the courses of one workspace. They are read from storage once, and
// again when teachers there have published or withdrawn one: this process is
// the only one that writes, so it knows. Turns are given what is there when
// they begin and never wait for it.
type shelf struct {
	workspace string
	reading   sync.Mutex
	catalog   atomic.Pointer[Catalog] // nil: not read yet
	stale     atomic.Bool             // something was published since
	doubt     atomic.Int64            // until then, in milliseconds since 1970, something may have been
}

// doubtFor is how long a turn that publishes may take to commit, where nobody
// learns whether it did.
const doubtFor = time.Minute

// doubtful notes that a turn is about to publish something. Its outcome may
// never be known, so for a while the shelf is looked at again and again, which
// costs a query.
func (s *shelf) doubtful(now time.Time) { s.doubt.Store(now.Add(doubtFor).UnixMilli()) }

// isOld tells whether the courses must be read again.
func (s *shelf) isOld(now time.Time) bool { return s.stale.Load() || now.UnixMilli() < s.doubt.Load() }

// shelf returns the shelf of a workspace.
func (b *Bot) shelf(workspace string) *shelf {
	s, ok := b.shelves.Load(workspace)
	if !ok {
		s, _ = b.shelves.LoadOrStore(workspace, &shelf{workspace: workspace})
	}
	return s.(*shelf)
}

// stock returns the courses of a workspace for a turn that is about to begin.
// Newer ones that somebody else is reading, or that cannot be read just now,
// are for later turns.
func (b *Bot) stock(ctx context.Context, workspace string) (*Catalog, error) {
	s := b.shelf(workspace)
	was := s.catalog.Load()
	if was == nil {
		return s.read(ctx, b)
	}
	if !s.isOld(b.Now()) || !s.reading.TryLock() {
		return was, nil
	}
	s.reading.Unlock()
	is, err := s.read(ctx, b)
	if err != nil {
		b.Log.Warn("courses that were published could not be read", "workspace", workspace, "error", err)
		return was, nil
	}
	return is, nil
}

// restockFor is how long the courses that were just published are waited for.
const restockFor = 30 * time.Second

// restock reads the courses of a workspace after some were published or
// withdrawn, so that what is said next finds them. What fails is tried again
// when the next event comes.
func (b *Bot) restock(ctx context.Context, workspace string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), restockFor)
	defer cancel()
	s := b.shelf(workspace)
	s.stale.Store(true)
	if _, err := s.read(ctx, b); err != nil {
		b.Log.Warn("courses that were published could not be read", "workspace", workspace, "error", err)
	}
}

// read returns the courses as they are now.
func (s *shelf) read(ctx context.Context, b *Bot) (*Catalog, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	was := s.catalog.Load()
	if was != nil && !s.isOld(b.Now()) {
		return was, nil
	}
	s.stale.Store(false) // what is published from here on makes it stale again
	is, err := b.readShelf(ctx, s.workspace, was)
	if err != nil {
		s.stale.Store(true)
		return nil, err
	}
	s.catalog.Store(is)
	return is, nil
}

// readShelf makes the catalog of a workspace. Courses that did not change
// since it was made before are taken from there.
func (b *Bot) readShelf(ctx context.Context, workspace string, was *Catalog) (*Catalog, error) {
	var published []Publication
	err := b.Store.View(ctx, workspace, func(r Reader) (err error) {
		published, err = r.Publications()
		return err
	})
	if err != nil {
		return nil, err
	}
	is := upon(b.Courses)
	for _, p := range published {
		if p.State != Published {
			continue
		}
		k := was.published(p)
		if k == nil {
			if k, err = b.readPublished(ctx, workspace, p); err != nil {
				return nil, err
			}
			if k == nil {
				continue
			}
			// Before anybody can be asked one of its questions.
			if err := b.remember(ctx, workspace, k); err != nil {
				return nil, err
			}
		}
		if b.Courses.Course(k.ID) != nil {
			// What stands in the log under this name is of the workspace's
			// own course: another must not add to it.
			b.Log.Warn("a course of the installation has the name of one that was published in a workspace, and is hidden there",
				"workspace", workspace, "course", k.ID)
		}
		is.add(k)
		is.authors[k.ID], is.drafts[k.ID] = p.Author, p.Draft
		is.media[k.ID] = b.draftFolder(workspace, p.Draft, k.ID)
	}
	if len(is.drafts) == 0 {
		return b.Courses, nil
	}
	return is, nil
}

// published is the course as it was published, if the catalog has it.
func (c *Catalog) published(p Publication) *course.Course {
	if c == nil || c.drafts[p.Course] != p.Draft {
		return nil
	}
	return c.courses[p.Course]
}

// readPublished reads a course that was published; nil if it cannot be read.
// One that a later version of this program reads no more must not keep the
// others from being practised.
func (b *Bot) readPublished(ctx context.Context, workspace string, p Publication) (*course.Course, error) {
	var data []byte
	err := b.Store.View(ctx, workspace, func(r Reader) (err error) {
		data, err = r.File(p.Draft, courseFile(p.Course))
		return err
	})
	if err == nil {
		k, fault := course.Parse(p.Course+".yaml", data)
		if fault == nil {
			return k, nil
		}
		err = &coach.Error{Op: "published course", Kind: coach.NotFound, Err: fault}
	}
	if !coach.IsNotFound(err) {
		return nil, err
	}
	b.Log.Error("a published course cannot be read: its teacher can send the file again", "workspace", workspace, "course", p.Course, "error", err)
	return nil, nil
}

// courseFile and mediaFile are where the files of a course lie in a draft.
func courseFile(course string) string      { return course + "/course.yaml" }
func mediaFile(course, path string) string { return course + "/" + path }

// draftFolder reads the pictures of a course in a draft.
func (b *Bot) draftFolder(workspace, draft, course string) folder {
	return func(path string) (data []byte, err error) {
		// A folder's files are read without a context; patience bounds it.
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		err = b.Store.View(ctx, workspace, func(r Reader) error {
			data, err = r.File(draft, mediaFile(course, path))
			return err
		})
		return data, err
	}
}

// media reads the picture that a message names: of a course of the workspace,
// as course/media/…, or of a draft there, as draft/course/media/….
func (b *Bot) media(ctx context.Context, workspace, source string) (data []byte, mediaType string, err error) {
	courses, err := b.stock(ctx, workspace)
	if err != nil {
		return nil, "", err
	}
	first, path, _ := strings.Cut(source, "/")
	if isMedia(path) {
		return courses.Media(first, path)
	}
	of, path, _ := strings.Cut(path, "/")
	preview := &Catalog{media: map[string]folder{of: b.draftFolder(workspace, first, of)}}
	return preview.Media(of, path)
}
