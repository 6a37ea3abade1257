import { Skeleton } from '@mantine/core';
import styles from './data-list.module.css';

/** The layout that is coming, drawn empty. */
export const ListSkeleton = (props: {
  readonly columns: readonly { readonly name: string; readonly width?: string }[];
}) => (
  <table className={styles['table']} aria-hidden>
    <tbody>
      {Array.from({ length: 8 }, (_, row) => (
        <tr key={row} className={styles['row']}>
          {props.columns.map(({ name, width }) => (
            <td key={name} style={width === undefined ? undefined : { width }}>
              <Skeleton h={14} my={4} w={`${50 + ((row * 17 + name.length * 11) % 40)}%`} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);
