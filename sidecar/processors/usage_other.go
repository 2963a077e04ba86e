//go:build !unix

package processors

import (
	"errors"
	"time"
)

type usage struct{}

func measure() (usage, error) { return usage{}, errors.ErrUnsupported }

func (usage) since(usage, time.Duration) load { return load{} }
