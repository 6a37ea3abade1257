import type { ReactNode } from 'react';
import styles from './state-mark.module.css';

export type Tone = 'success' | 'waiting' | 'failed' | 'live' | 'quiet';

/** A state: a colour and always its word, because nobody should need to tell colours apart. */
export const StateMark = (props: { readonly tone: Tone; readonly children: ReactNode }) => (
  <span className={styles['mark']} data-tone={props.tone}>
    {props.children}
  </span>
);
