package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"pacer/coach"
	"pacer/coach/course"
)

// Catalog is courses to be practised: an installation's, or those and what
// teachers published in one workspace. It is read only once made.
type Catalog struct {
	courses  map[string]*course.Course
	order    []string
	versions map[*course.Item]string // of the courses that this catalog added
	media    map[string]folder       // by course; none: it has no pictures
	authors  map[string]string       // by course: the person who published it
	drafts   map[string]string       // by course: the draft that was published
	under    *Catalog                // what it was made upon; nil: nothing
}

// folder reads a file of a course's folder. One that is not there is an error
// that is fs.ErrNotExist or coach.NotFound.
type folder func(path string) ([]byte, error)

// NewCatalog returns a catalog of courses; two of one ID are an error.
func NewCatalog(courses ...*course.Course) (*Catalog, error) {
	c := &Catalog{courses: make(map[string]*course.Course), versions: make(map[*course.Item]string), media: make(map[string]folder)}
	for _, k := range courses {
		if _, twice := c.courses[k.ID]; twice {
			return nil, fmt.Errorf("two courses are called %q: rename one of them in its first line", k.ID)
		}
		c.add(k)
	}
	return c, nil
}

// add puts a course at the end, or in the place of the one with its ID.
func (c *Catalog) add(k *course.Course) {
	if _, known := c.courses[k.ID]; !known {
		c.order = append(c.order, k.ID)
	}
	c.courses[k.ID] = k
	for i := range k.Items {
		c.versions[&k.Items[i]] = k.Items[i].Version()
	}
}

// Keep says where the pictures of a course lie: in its folder, as media/….
// It belongs to the making of a catalog.
func (c *Catalog) Keep(course string, files fs.FS) {
	c.media[course] = func(path string) ([]byte, error) {
		f, err := files.Open(path)
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(io.LimitReader(f, maxPicture+1))
		return data, errors.Join(err, f.Close())
	}
}

// upon begins a catalog that has all of another, to which courses can be added.
func upon(c *Catalog) *Catalog {
	return &Catalog{
		courses: maps.Clone(c.courses), order: slices.Clone(c.order), versions: make(map[*course.Item]string),
		media: maps.Clone(c.media), authors: make(map[string]string), drafts: make(map[string]string), under: c,
	}
}

// Course returns the course with that ID, or nil.
func (c *Catalog) Course(id string) *course.Course { return c.courses[id] }

// IDs lists the courses in the order they were given, then those that were
// published in the order of their IDs.
func (c *Catalog) IDs() []string { return slices.Clone(c.order) }

// Author returns the person who published a course; empty for one of the
// installation's, whose authors are the teachers of each class.
func (c *Catalog) Author(course string) string { return c.authors[course] }

// Item returns the item and skill that a log's key ("course/id") names today,
// or nil.
func (c *Catalog) Item(key string) *course.Item {
	id, item, _ := strings.Cut(key, "/")
	if k := c.courses[id]; k != nil {
		return k.Item(item)
	}
	return nil
}

// Skill returns the skill that a log's key names today, or nil.
func (c *Catalog) Skill(key string) *course.Skill {
	id, skill, _ := strings.Cut(key, "/")
	if k := c.courses[id]; k != nil {
		return k.Skill(skill)
	}
	return nil
}

// version is the version of an item of one of the courses.
func (c *Catalog) version(it *course.Item) string {
	for ; c != nil; c = c.under {
		if v, ok := c.versions[it]; ok {
			return v
		}
	}
	return it.Version()
}

// maxPicture bounds a picture of a course, in bytes.
const maxPicture = 4 << 20

// Media returns a picture of a course and its media type, from media/… in the
// course's folder. What is not there, is no picture or is too large is
// NotFound, and the picture's alt text stands for it. It reads a file or the
// database: not for turns.
func (c *Catalog) Media(course, path string) (data []byte, mediaType string, err error) {
	read := c.media[course]
	if read == nil || !isMedia(path) {
		return nil, "", noPicture(course, path, errors.New("the course has no such file"))
	}
	data, err = read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", noPicture(course, path, err)
	}
	if err != nil {
		return nil, "", fmt.Errorf("picture %s of %s: %w", path, course, err)
	}
	if mediaType = pictureType(data); mediaType == "" || len(data) > maxPicture {
		return nil, "", noPicture(course, path, errors.New("it is no picture that can be shown, or larger than 4 MB"))
	}
	return data, mediaType, nil
}

func noPicture(course, path string, why error) error {
	return &coach.Error{Op: "picture " + path + " of " + course, Kind: coach.NotFound, Err: why}
}

// isMedia tells whether a path stays within a course's media folder.
func isMedia(path string) bool {
	return fs.ValidPath(path) && strings.HasPrefix(path, "media/")
}

// pictureType is the media type of a picture that platforms show, by its first
// bytes; empty for anything else.
func pictureType(data []byte) string {
	head := string(data[:min(len(data), 12)])
	switch {
	case strings.HasPrefix(head, "\x89PNG\r\n\x1a\n"):
		return "image/png"
	case strings.HasPrefix(head, "\xff\xd8\xff"):
		return "image/jpeg"
	case strings.HasPrefix(head, "GIF87a"), strings.HasPrefix(head, "GIF89a"):
		return "image/gif"
	case strings.HasPrefix(head, "RIFF") && strings.HasSuffix(head, "WEBP"):
		return "image/webp"
	}
	return ""
}

// contentStep is how many items one turn remembers: few enough that answers do
// not wait for it.
const contentStep = 200

// Publish makes a workspace remember the content of every item as it is today,
// so that an attempt can be shown and graded again after the course changed.
func (b *Bot) Publish(ctx context.Context, workspace string) error {
	for _, id := range b.Courses.order {
		if err := b.remember(ctx, workspace, b.Courses.courses[id]); err != nil {
			return err
		}
	}
	if _, err := b.shelf(workspace).read(ctx, b); err != nil {
		return err
	}
	b.published.Store(workspace, true)
	return nil
}

// remember makes a workspace keep the content of a course's items.
func (b *Bot) remember(ctx context.Context, workspace string, k *course.Course) error {
	type content struct {
		item, version string
		json          []byte
	}
	all := make([]content, len(k.Items))
	for i := range k.Items {
		it := &k.Items[i]
		j, err := json.Marshal(it)
		if err != nil {
			return err
		}
		all[i] = content{it.ID, it.Version(), j}
	}
	for some := range slices.Chunk(all, contentStep) {
		_, err := b.Store.Turn(ctx, workspace, "", func(tx Tx) error {
			for _, c := range some {
				if err := tx.PutContent(k.ID, c.item, c.version, c.json); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// itemOf returns the item a question was asked with: today's, or the version
// that was asked if the course has changed since.
func (t *turn) itemOf(courseID, item, version string) (*course.Item, error) {
	if k := t.Courses.Course(courseID); k != nil {
		if it := k.Item(item); it != nil && t.Courses.version(it) == version {
			return it, nil
		}
	}
	j, err := t.tx.Content(courseID, item, version)
	if err != nil {
		return nil, err
	}
	it := new(course.Item)
	if err := json.Unmarshal(j, it); err != nil {
		return nil, fmt.Errorf("content of %s/%s version %s: %w", courseID, item, version, err)
	}
	return it, nil
}
