package convert_test

import (
	"fmt"
	"testing/fstest"

	"pacer/coach/course/convert"
)

func ExampleImport() {
	folder := fstest.MapFS{"planets.csv": {Data: []byte(
		"question,answer,wrong 1,wrong 2\n" +
			"Which planet is nearest to the sun?,Mercury,Venus,Mars\n" +
			"How many planets are there?,8,,\n" +
			"Which planet has rings?,,,\n")}}
	courses, report, err := convert.Import("csv", folder, convert.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, item := range courses[0].Items {
		fmt.Println(item.Kind, item.Question)
	}
	fmt.Print(report)
	// Output:
	// choice Which planet is nearest to the sun?
	// number How many planets are there?
	// csv: 3 read, 2 imported, 0 merged, 1 skipped.
	// Items: 1 choice, 1 number.
	// Skipped:
	//       1  empty answer (planets.csv:4)
}
