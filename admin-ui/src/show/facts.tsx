import { Fragment, type ReactNode } from 'react';
import styles from './facts.module.css';

/** Names and values of one thing, under each other. */
export const Facts = (props: { readonly facts: readonly (readonly [string, ReactNode])[] }) => (
  <dl className={styles['facts']}>
    {props.facts.map(([name, value]) => (
      <Fragment key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </Fragment>
    ))}
  </dl>
);
