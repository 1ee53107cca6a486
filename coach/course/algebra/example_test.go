package algebra_test

import (
	"fmt"

	"pacer/coach/course/algebra"
)

func ExampleParse() {
	key, _ := algebra.Parse(`\frac{x^2-1}{2}`)
	said, _ := algebra.Parse("(x+1)(x-1)/2")
	fmt.Println("I read this as", said)
	fmt.Println(algebra.Equal(key, said))
	// Output:
	// I read this as (x + 1)(x - 1)/2
	// true
}

func ExampleReadings() {
	readings, _ := algebra.Readings("1/2x")
	for _, e := range readings {
		fmt.Println(e)
	}
	// Output:
	// (1/2)x
	// 1/(2x)
}

func ExampleParseSet() {
	key, _ := algebra.ParseSet("x < -1 or x ≥ 2")
	said, _ := algebra.ParseSet("(-inf, -1) U [2, oo)")
	fmt.Println(key, key.Equal(said))
	// Output: (-∞, -1) ∪ [2, ∞) true
}
