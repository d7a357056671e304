// Package inspect draws what was seen of containers: the namespaces and whom they are shared with, the control group's
// limits and use, the rights, and what is unusual. It knows the vocabulary of package sandbox and no engine.
package inspect
