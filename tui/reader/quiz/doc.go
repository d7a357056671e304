// Package quiz draws a quiz and takes answers to it. A question with one right answer is answered by choosing; whoever
// chose wrongly reads why and goes on choosing. One with several is answered by ticking and handing in. What was
// answered is told to the owner, who keeps it, and is there again the next time.
package quiz
