// Command coursecheck is a stand-in for `pacer course check` until that stands.
package main

import (
	"fmt"
	"os"

	"pacer/coach/course"
)

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	c, err := course.Parse(os.Args[1], data)
	if err != nil {
		fmt.Println(err)
		if fs, ok := err.(course.Faults); ok {
			fmt.Printf("%d faults\n", len(fs))
		}
		os.Exit(1)
	}
	kinds, tiers, tagged := map[course.Kind]int{}, map[int]int{}, 0
	for i := range c.Items {
		it := &c.Items[i]
		kinds[it.Kind]++
		tiers[it.Tier]++
		has := false
		for _, o := range it.Options {
			has = has || o.Misconception != ""
		}
		for _, w := range it.Wrong {
			has = has || w.Misconception != ""
		}
		if has {
			tagged++
		}
	}
	fmt.Printf("ok: %d skills, %d items\n", len(c.Skills), len(c.Items))
	for _, k := range course.Kinds() {
		fmt.Printf("  %-10s %d\n", k, kinds[k])
	}
	fmt.Printf("  tier 1: %d, tier 2: %d, tier 3: %d\n  with a misconception tag: %d\n", tiers[1], tiers[2], tiers[3], tagged)
}
