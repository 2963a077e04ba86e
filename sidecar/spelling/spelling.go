// Package spelling suggests corrections for misspelt names.
package spelling

import "strings"

// Nearest returns the candidate with the smallest edit distance to the name, ignoring case.
func Nearest(name string, candidates []string) (nearest string) {
	least := -1
	for _, candidate := range candidates {
		if n := distance(strings.ToLower(name), strings.ToLower(candidate)); least < 0 || n < least {
			nearest, least = candidate, n
		}
	}
	return nearest
}

// distance returns the Levenshtein distance.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
