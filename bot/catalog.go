package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pacer/coach/course"
)

// Catalog is the courses of an installation. It is read only once made.
type Catalog struct {
	courses  map[string]*course.Course
	order    []string
	versions map[*course.Item]string
}

// NewCatalog returns a catalog of courses; two of one ID are an error.
func NewCatalog(courses ...*course.Course) (*Catalog, error) {
	c := &Catalog{courses: make(map[string]*course.Course), versions: make(map[*course.Item]string)}
	for _, k := range courses {
		if _, twice := c.courses[k.ID]; twice {
			return nil, fmt.Errorf("two courses are called %q: rename one of them in its first line", k.ID)
		}
		c.courses[k.ID] = k
		c.order = append(c.order, k.ID)
		for i := range k.Items {
			c.versions[&k.Items[i]] = k.Items[i].Version()
		}
	}
	return c, nil
}

// Course returns the course with that ID, or nil.
func (c *Catalog) Course(id string) *course.Course { return c.courses[id] }

// IDs lists the courses in the order they were given.
func (c *Catalog) IDs() []string { return slices.Clone(c.order) }

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

// publishing is how many items one turn of Publish writes: few enough that
// answers do not wait for it.
const publishing = 200

// Publish makes a workspace remember the content of every item as it is today,
// so that an attempt can be shown and graded again after the course changed.
func (b *Bot) Publish(ctx context.Context, workspace string) error {
	type content struct {
		course, item, version string
		json                  []byte
	}
	var all []content
	for _, id := range b.Courses.order {
		k := b.Courses.courses[id]
		for i := range k.Items {
			it := &k.Items[i]
			j, err := json.Marshal(it)
			if err != nil {
				return err
			}
			all = append(all, content{id, it.ID, b.Courses.versions[it], j})
		}
	}
	for some := range slices.Chunk(all, publishing) {
		_, err := b.Store.Turn(ctx, workspace, "", func(tx Tx) error {
			for _, c := range some {
				if err := tx.PutContent(c.course, c.item, c.version, c.json); err != nil {
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
		if it := k.Item(item); it != nil && t.Courses.versions[it] == version {
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
