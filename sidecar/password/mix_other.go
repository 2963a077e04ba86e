//go:build !amd64

package password

// mixers returns the implementations that this processor runs.
func mixers() []mixer { return []mixer{portable} }
