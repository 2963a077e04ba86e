// Package version names this program. `make build` sets the variables with -ldflags -X.
package version

import (
	"runtime"
	"runtime/debug"

	"neonauth/sql"
)

// Set by the linker. Without it, they come from what Go knows about the repository, if anything.
var (
	version, commit, date string
)

// Info describes the program.
type Info struct {
	Version  string `json:"version"` // of a published build, "devel" otherwise
	Release  int    `json:"release"` // of the functions in the database
	Commit   string `json:"commit"`
	Date     string `json:"date"` // of the build
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// Get returns the program's description. Unknown parts are "unknown".
func Get() Info {
	info := Info{version, sql.Release, commit, date, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if built, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range built.Settings {
			switch {
			case setting.Key == "vcs.revision" && info.Commit == "":
				info.Commit = setting.Value
			case setting.Key == "vcs.time" && info.Date == "":
				info.Date = setting.Value
			}
		}
	}
	for part, otherwise := range map[*string]string{&info.Version: "devel", &info.Commit: "unknown", &info.Date: "unknown"} {
		if *part == "" {
			*part = otherwise
		}
	}
	return info
}
