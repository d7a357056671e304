// This file lets clone.go declare functions without bodies.
