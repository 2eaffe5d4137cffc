-- The best aging query that we know for SQLite's own shell, as of 2026-11-21 (day 20778): totals, and the first screen of
-- names by net. It has no proof, no other currency and no future date to add back: it is what the first frame is held against.
--     time sqlite3 target/bench-books/M.book < benches/aging.sql
WITH owed AS MATERIALIZED (
    SELECT account, SUM(CASE WHEN due >= 20778 THEN open ELSE 0 END) AS a, SUM(CASE WHEN due BETWEEN 20748 AND 20777 THEN open ELSE 0 END) AS b,
           SUM(CASE WHEN due BETWEEN 20718 AND 20747 THEN open ELSE 0 END) AS c, SUM(CASE WHEN due BETWEEN 20688 AND 20717 THEN open ELSE 0 END) AS d,
           SUM(CASE WHEN due < 20688 THEN open ELSE 0 END) AS e, SUM(open) AS net
    FROM debit INDEXED BY debit_open WHERE open > 0 GROUP BY account
), unapplied AS MATERIALIZED (
    SELECT account, SUM(unapplied) AS cash FROM credit INDEXED BY credit_unapplied WHERE unapplied > 0 GROUP BY account
), report AS MATERIALIZED (
    SELECT account, a, b, c, d, e, net - COALESCE(cash, 0) AS net FROM owed LEFT JOIN unapplied USING (account)
)
SELECT 'total', SUM(a), SUM(b), SUM(c), SUM(d), SUM(e), SUM(net) FROM report
UNION ALL
SELECT (SELECT name FROM account_version WHERE account = first.account ORDER BY live DESC, id DESC LIMIT 1), a, b, c, d, e, net
FROM (SELECT * FROM report ORDER BY net DESC LIMIT 33) AS first;
