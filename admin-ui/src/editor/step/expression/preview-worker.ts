import { createAnswers, type AskMessage } from './preview-answers.ts';

/** Works expressions out beside the page, which ends it when it takes too long. */

const answer = createAnswers();

self.onmessage = ({ data }: MessageEvent<AskMessage>) => self.postMessage(answer(data));
// From now on time counts.
self.postMessage('ready');
