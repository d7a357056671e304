package labs

import (
	"context"
	"errors"

	"github.com/k8slab/k8slab/sandbox"
)

// FaultOf makes an error fit for showing. What a driver did not put into words itself gets a sentence of its own here;
// the cause goes to the debug log, never to the learner.
func FaultOf(err error) *Fault {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*sandbox.Error](err); ok {
		return &Fault{Kind: e.Kind, What: e.What, Do: e.Do}
	}
	if file, ok := errors.AsType[*FileError](err); ok {
		return &Fault{Kind: sandbox.KindInvalid, What: file.Error(), Do: "실습 파일의 그 줄을 고쳐 주세요."}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &Fault{
			Kind: sandbox.KindFailed, What: "엔진이 제때 대답하지 않았어요.", Do: "잠시 뒤에 다시 해 보세요.",
		}
	}
	return &Fault{
		Kind: sandbox.KindFailed, What: "하려던 일을 끝내지 못했어요.",
		Do: "다시 해 보고, 그래도 안 되면 r을 눌러 실습을 처음부터 해 보세요.",
	}
}
