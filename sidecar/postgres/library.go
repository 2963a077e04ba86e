package postgres

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// linkLibraries creates the links to shared libraries that the npm package cannot contain. The package creates them with
// an install script, which many users disable. The links go into the home folder, as the package may be read-only.
// It returns the library search path, or "" if no link is missing. The path includes the package's folder, because a
// library that is found by a link searches for its own dependencies beside the link.
func (h *home) linkLibraries(binaries string) (string, error) {
	native := filepath.Dir(binaries)
	content, err := os.ReadFile(filepath.Join(native, "pg-symlinks.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(content, &links); err != nil {
		return "", err
	}
	path := ""
	for _, link := range links {
		if exists(filepath.Join(filepath.Dir(native), link.Target)) {
			continue
		}
		if err := h.root.Mkdir("lib", 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return "", err
		}
		path = h.join("lib") + ":" + filepath.Join(native, "lib")
		name := filepath.Join("lib", filepath.Base(link.Target))
		if err := h.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if err := h.root.Symlink(filepath.Join(filepath.Dir(native), link.Source), name); err != nil {
			return "", err
		}
	}
	return path, nil
}
