import { dayOf, wholeNumber } from '../../text/format.ts'
import styles from './studio.module.css'

interface DayChartProps {
  label: string
  days: { date: string; value: number }[]
}

const height = 100

/** A bar a day; for who cannot see it, and for who wants the figures, a table of the same. */
export function DayChart({ label, days }: DayChartProps) {
  const most = Math.max(1, ...days.map(({ value }) => value))
  return (
    <figure className={styles.chart}>
      <svg viewBox={`0 0 ${days.length * 10} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {days.map(({ date, value }, index) => {
          const bar = (value / most) * height
          return (
            <rect
              key={date}
              x={index * 10 + 1}
              y={height - Math.max(1, bar)}
              width={8}
              height={Math.max(1, bar)}
            >
              <title>{`${dayOf(date)}: ${wholeNumber(value)}`}</title>
            </rect>
          )
        })}
      </svg>
      <figcaption className={styles.axis} aria-hidden="true">
        <span>{dayOf(days[0]!.date)}</span>
        <span>{dayOf(days.at(-1)!.date)}</span>
      </figcaption>
      <table className="visually-hidden">
        <caption>{label}</caption>
        <tbody>
          {days.map(({ date, value }) => (
            <tr key={date}>
              <th scope="row">{dayOf(date)}</th>
              <td>{wholeNumber(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}
