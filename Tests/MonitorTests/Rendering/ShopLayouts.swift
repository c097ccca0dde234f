// What listings of the shop look like at some widths, letter by letter.

/// Layouts that ``TableTests`` compares with.
enum ShopLayouts {
  /// 40 columns.
  static let narrow = """
    > ps
       ID  STATE        NAME     AT
       40  running      report   [Main…ft:9]
       12  suspended…   orders   Order…ft:31
       31  suspended…   ord… 17  Payme…ft:58
       32  suspended…   ord… 18  Payme…ft:58
    showing 4 of 4 tasks (running 1, ready 0, suspended 3)
    > waits
    COUNT  STATE     ON    OLDEST  AT
        2  susp…ded  -     48.0 s  Paym…t:58
        1  susp…ded  -     3m 12s  Orde…t:31
    showing 2 of 2 groups (3 tasks)
    > threads
    THREAD  STATE    RUNNING  TASK  TASK…AME
      4712  blocked   1m 28s    40  report
    > slow
     LASTED  STATE    TASK  NAME  BL…N  AT
     1m 28s  goes on    40  re…t  sl…p  Re…7
     150 ms  ended      28  or…6  -     [O…]
    showing 2 of 2 runs of 100 ms or more
    > pt
       ID  OUTCOME    NAME   ENDED  SPAW… AT
       29  threw      or…5  2.00 s  Orde…:31
       28  returned   or…6  1m 34s  Orde…:31
    showing 2 of 2 finished tasks (dropped 0)
    > loop-lag
    OVERDUE: the probe of pool has not come back for 3.12 s (overdue after 100 ms): what is ready there waits
    EXECUTOR  SOURCE      P50      P99
    pool      runs    59.0 µs  8.57 ms
    pool      probe         -        -
    DELAY UP TO  pool runs
         100 µs  ######################    1000
         200 µs                               0
         500 µs                               0
        1.00 ms                               0
        2.00 ms                               0
        5.00 ms                               0
        10.0 ms  ####                       204
    tasks that hold threads now, longest first
    THREAD  TASK  NAME    RUNNING  SPAWNED…
      4712    40  report   1m 28s  Main…ft:9
    > stats
    COUNT      SINCE START  SINCE RESET
    spawned            216          216
    returned           211          211
    threw                1            1
    cancelled            0            0
    runs              1204         1204
    busy              0 ns         0 ns
    elapsed         3m 12s       3m 12s

    live 4 (running 1, ready 0, suspended 3), peak 9 since reset

       LIVE  SPAWNED  SPAWN SITE
          2      214  OrderService.swift:31…
          2        2  Main.swift:9 main()

    monitor: 0 B of memory, 0 B a live task; cost per run -
    lock waits: 0, longest 0 ns since reset
    drops: 0 tasks unrecorded, 0 unpatched, 0 sites unrecorded, hook lost 0 times
    > tree
    12 "orders" suspende…ce.swift:31 serve()
    ├─ 31 "order 17" sus…swift:58 charge(_:)
    └─ 32 "order 18" sus…swift:58 charge(_:)
    40 "report" running [Main.swift:9]
    showing 4 of 4 tasks
    > set
    SETTING  VALUE  MEANING
    color    off    states, warn… colour too
    paging   off    a long reply…r each page

    """

  /// 80 columns.
  static let usual = """
    > ps
       ID  STATE               NAME        AGE     BUSY  RUNS  AT
       40  running             report   1m 30s   1m 28s     2  [Main.swift:9]
       12  suspended (group)   orders   3m 12s  41.2 ms   118  OrderService.swift:31
       31  suspended (con…on)  ord… 17  48.0 s  1.20 ms     4  Payment.swift:58 ch…)
       32  suspended (con…on)  ord… 18  700 ms  1.20 ms     4  Payment.swift:58 ch…)
    showing 4 of 4 tasks (running 1, ready 0, suspended 3)
    > waits
    COUNT  STATE                     ON    OLDEST    ID  AT
        2  suspended (continuation)  -     48.0 s    31  Payment.swift:58 charge(_:)
        1  suspended (group)         -     3m 12s    12  OrderService.swift:31 se…()
    showing 2 of 2 groups (3 tasks)
    > threads
    THREAD  STATE    RUNNING  TASK  TASK NAME  BLOCKED IN      AT
      4712  blocked   1m 28s    40  report     sleep (…sleep)  Report.swift:17 sum()
    > slow
         BEGAN   LASTED  STATE    TASK  NAME      BLOCKED IN  AT
    1m 28s ago   1m 28s  goes on    40  report    sleep       Report.swift:17 sum()
    1m 35s ago   150 ms  ended      28  order 16  -           [OrderServi….swift:31]
    showing 2 of 2 runs of 100 ms or more
    > pt
       ID  OUTCOME    NAME       ENDED  LIFETIME  SPAWNED AT        ERROR
       29  threw      order 15  2.00 s    310 ms  OrderSer…wift:31  PaymentE…ed(402)
       28  returned   order 16  1m 34s    4.90 s  OrderSer…wift:31  -
    showing 2 of 2 finished tasks (dropped 0)
    > loop-lag
    OVERDUE: the probe of pool has not come back for 3.12 s (overdue after 100 ms): what is ready there waits
    EXECUTOR  SOURCE  COUNT      P50      P90      P99      MAX
    pool      runs     1204  59.0 µs   120 µs  8.57 ms  31.4 ms
    pool      probe       0        -        -        -        -
    DELAY UP TO  pool runs
         100 µs  ######################    1000
         200 µs                               0
         500 µs                               0
        1.00 ms                               0
        2.00 ms                               0
        5.00 ms                               0
        10.0 ms  ####                       204
    tasks that hold threads now, longest first
    THREAD  TASK  NAME    RUNNING  SPAWNED AT
      4712    40  report   1m 28s  Main.swift:9 main()
    > stats
    COUNT      SINCE START  SINCE RESET  PER SECOND
    spawned            216          216        1.12
    returned           211          211        1.09
    threw                1            1        0.00
    cancelled            0            0           0
    runs              1204         1204        6.27
    busy              0 ns         0 ns        0 ns
    elapsed         3m 12s       3m 12s           -

    live 4 (running 1, ready 0, suspended 3), peak 9 since reset

       LIVE  SPAWNED  SPAWN SITE
          2      214  OrderService.swift:31 serve()
          2        2  Main.swift:9 main()

    monitor: 0 B of memory, 0 B a live task; cost per run -
    lock waits: 0, longest 0 ns since reset
    drops: 0 tasks unrecorded, 0 unpatched, 0 sites unrecorded, hook lost 0 times
    > tree
    12 "orders" suspended (group) at OrderService.swift:31 serve()
    ├─ 31 "order 17" suspended (continuation) at Payment.swift:58 charge(_:)
    └─ 32 "order 18" suspended (continuation) at Payment.swift:58 charge(_:)
    40 "report" running [Main.swift:9]
    showing 4 of 4 tasks
    > set
    SETTING  VALUE  MEANING
    color    off    states, warnings and errors stand out by colour too
    paging   off    a long reply waits for a key after each page

    """

  /// 80 columns with colours.
  static let colored = """
    > ps
       \u{1B}[1mID\u{1B}[0m  \u{1B}[1mSTATE\u{1B}[0m               \u{1B}[1mNAME\u{1B}[0m        \u{1B}[1mAGE\u{1B}[0m     \u{1B}[1mBUSY\u{1B}[0m  \u{1B}[1mRUNS\u{1B}[0m  \u{1B}[1mAT\u{1B}[0m
       40  \u{1B}[32mrunning\u{1B}[0m             report   1m 30s   1m 28s     2  [Main.swift:9]
       12  suspended (group)   orders   3m 12s  41.2 ms   118  OrderService.swift:31
       31  suspended (con…on)  ord… 17  48.0 s  1.20 ms     4  Payment.swift:58 ch…)
       32  suspended (con…on)  ord… 18  700 ms  1.20 ms     4  Payment.swift:58 ch…)
    showing 4 of 4 tasks (running 1, ready 0, suspended 3)
    > waits
    \u{1B}[1mCOUNT\u{1B}[0m  \u{1B}[1mSTATE\u{1B}[0m                     \u{1B}[1mON\u{1B}[0m    \u{1B}[1mOLDEST\u{1B}[0m    \u{1B}[1mID\u{1B}[0m  \u{1B}[1mAT\u{1B}[0m
        2  suspended (continuation)  -     48.0 s    31  Payment.swift:58 charge(_:)
        1  suspended (group)         -     3m 12s    12  OrderService.swift:31 se…()
    showing 2 of 2 groups (3 tasks)
    > threads
    \u{1B}[1mTHREAD\u{1B}[0m  \u{1B}[1mSTATE\u{1B}[0m    \u{1B}[1mRUNNING\u{1B}[0m  \u{1B}[1mTASK\u{1B}[0m  \u{1B}[1mTASK NAME\u{1B}[0m  \u{1B}[1mBLOCKED IN\u{1B}[0m      \u{1B}[1mAT\u{1B}[0m
      4712  \u{1B}[33mblocked\u{1B}[0m   1m 28s    40  report     sleep (…sleep)  Report.swift:17 sum()
    > slow
         \u{1B}[1mBEGAN\u{1B}[0m   \u{1B}[1mLASTED\u{1B}[0m  \u{1B}[1mSTATE\u{1B}[0m    \u{1B}[1mTASK\u{1B}[0m  \u{1B}[1mNAME\u{1B}[0m      \u{1B}[1mBLOCKED IN\u{1B}[0m  \u{1B}[1mAT\u{1B}[0m
    1m 28s ago   1m 28s  \u{1B}[33mgoes on\u{1B}[0m    40  report    sleep       Report.swift:17 sum()
    1m 35s ago   150 ms  ended      28  order 16  -           [OrderServi….swift:31]
    showing 2 of 2 runs of 100 ms or more
    > pt
       \u{1B}[1mID\u{1B}[0m  \u{1B}[1mOUTCOME\u{1B}[0m    \u{1B}[1mNAME\u{1B}[0m       \u{1B}[1mENDED\u{1B}[0m  \u{1B}[1mLIFETIME\u{1B}[0m  \u{1B}[1mSPAWNED AT\u{1B}[0m        \u{1B}[1mERROR\u{1B}[0m
       29  \u{1B}[1;31mthrew\u{1B}[0m      order 15  2.00 s    310 ms  OrderSer…wift:31  PaymentE…ed(402)
       28  returned   order 16  1m 34s    4.90 s  OrderSer…wift:31  -
    showing 2 of 2 finished tasks (dropped 0)
    > loop-lag
    \u{1B}[1;31mOVERDUE:\u{1B}[0m the probe of pool has not come back for 3.12 s (overdue after 100 ms): what is ready there waits
    \u{1B}[1mEXECUTOR\u{1B}[0m  \u{1B}[1mSOURCE\u{1B}[0m  \u{1B}[1mCOUNT\u{1B}[0m      \u{1B}[1mP50\u{1B}[0m      \u{1B}[1mP90\u{1B}[0m      \u{1B}[1mP99\u{1B}[0m      \u{1B}[1mMAX\u{1B}[0m
    pool      runs     1204  59.0 µs   120 µs  8.57 ms  31.4 ms
    pool      probe       0        -        -        -        -
    \u{1B}[1mDELAY UP TO  pool runs\u{1B}[0m
         100 µs  ######################    1000
         200 µs                               0
         500 µs                               0
        1.00 ms                               0
        2.00 ms                               0
        5.00 ms                               0
        10.0 ms  ####                       204
    \u{1B}[1mtasks that hold threads now, longest first\u{1B}[0m
    \u{1B}[1mTHREAD\u{1B}[0m  \u{1B}[1mTASK\u{1B}[0m  \u{1B}[1mNAME\u{1B}[0m    \u{1B}[1mRUNNING\u{1B}[0m  \u{1B}[1mSPAWNED AT\u{1B}[0m
      4712    40  report   1m 28s  Main.swift:9 main()
    > stats
    \u{1B}[1mCOUNT\u{1B}[0m      \u{1B}[1mSINCE START\u{1B}[0m  \u{1B}[1mSINCE RESET\u{1B}[0m  \u{1B}[1mPER SECOND\u{1B}[0m
    spawned            216          216        1.12
    returned           211          211        1.09
    threw                1            1        0.00
    cancelled            0            0           0
    runs              1204         1204        6.27
    busy              0 ns         0 ns        0 ns
    elapsed         3m 12s       3m 12s           -

    live 4 (running 1, ready 0, suspended 3), peak 9 since reset

       \u{1B}[1mLIVE\u{1B}[0m  \u{1B}[1mSPAWNED\u{1B}[0m  \u{1B}[1mSPAWN SITE\u{1B}[0m
          2      214  OrderService.swift:31 serve()
          2        2  Main.swift:9 main()

    monitor: 0 B of memory, 0 B a live task; cost per run -
    lock waits: 0, longest 0 ns since reset
    drops: 0 tasks unrecorded, 0 unpatched, 0 sites unrecorded, hook lost 0 times
    > tree
    12 "orders" suspended (group) at OrderService.swift:31 serve()
    ├─ 31 "order 17" suspended (continuation) at Payment.swift:58 charge(_:)
    └─ 32 "order 18" suspended (continuation) at Payment.swift:58 charge(_:)
    40 "report" \u{1B}[32mrunning\u{1B}[0m [Main.swift:9]
    showing 4 of 4 tasks
    > set
    \u{1B}[1mSETTING\u{1B}[0m  \u{1B}[1mVALUE\u{1B}[0m  \u{1B}[1mMEANING\u{1B}[0m
    color    on     states, warnings and errors stand out by colour too
    paging   off    a long reply waits for a key after each page

    """

  /// 160 columns.
  static let wide = """
    > ps
       ID  STATE                     NAME         AGE     BUSY  RUNS  AT
       40  running                   report    1m 30s   1m 28s     2  [Main.swift:9]
       12  suspended (group)         orders    3m 12s  41.2 ms   118  OrderService.swift:31 serve()
       31  suspended (continuation)  order 17  48.0 s  1.20 ms     4  Payment.swift:58 charge(_:)
       32  suspended (continuation)  order 18  700 ms  1.20 ms     4  Payment.swift:58 charge(_:)
    showing 4 of 4 tasks (running 1, ready 0, suspended 3)
    > waits
    COUNT  STATE                     ON    OLDEST    ID  AT
        2  suspended (continuation)  -     48.0 s    31  Payment.swift:58 charge(_:)
        1  suspended (group)         -     3m 12s    12  OrderService.swift:31 serve()
    showing 2 of 2 groups (3 tasks)
    > threads
    THREAD  NAME  STATE    RUNNING  TASK  TASK NAME  ACTOR  BLOCKED IN               AT
      4712  shop  blocked   1m 28s    40  report     -      sleep (clock_nanosleep)  Report.swift:17 sum()
    > slow
         BEGAN   LASTED  STATE    TASK  NAME      BLOCKED IN  AT
    1m 28s ago   1m 28s  goes on    40  report    sleep       Report.swift:17 sum()
    1m 35s ago   150 ms  ended      28  order 16  -           [OrderService.swift:31]
    showing 2 of 2 runs of 100 ms or more
    > pt
       ID  OUTCOME    NAME       ENDED  LIFETIME     BUSY  RUNS  SPAWNED AT             ERROR
       29  threw      order 15  2.00 s    310 ms  1.10 ms     3  OrderService.swift:31  PaymentError.declined(402)
       28  returned   order 16  1m 34s    4.90 s  1.10 ms     3  OrderService.swift:31  -
    showing 2 of 2 finished tasks (dropped 0)
    > loop-lag
    OVERDUE: the probe of pool has not come back for 3.12 s (overdue after 100 ms): what is ready there waits
    EXECUTOR  SOURCE  COUNT      P50      P90      P99      MAX
    pool      runs     1204  59.0 µs   120 µs  8.57 ms  31.4 ms
    pool      probe       0        -        -        -        -
    DELAY UP TO  pool runs
         100 µs  ######################    1000
         200 µs                               0
         500 µs                               0
        1.00 ms                               0
        2.00 ms                               0
        5.00 ms                               0
        10.0 ms  ####                       204
    tasks that hold threads now, longest first
    THREAD  TASK  NAME    RUNNING  SPAWNED AT
      4712    40  report   1m 28s  Main.swift:9 main()
    > stats
    COUNT      SINCE START  SINCE RESET  PER SECOND
    spawned            216          216        1.12
    returned           211          211        1.09
    threw                1            1        0.00
    cancelled            0            0           0
    runs              1204         1204        6.27
    busy              0 ns         0 ns        0 ns
    elapsed         3m 12s       3m 12s           -

    live 4 (running 1, ready 0, suspended 3), peak 9 since reset

       LIVE  SPAWNED  SPAWN SITE
          2      214  OrderService.swift:31 serve()
          2        2  Main.swift:9 main()

    monitor: 0 B of memory, 0 B a live task; cost per run -
    lock waits: 0, longest 0 ns since reset
    drops: 0 tasks unrecorded, 0 unpatched, 0 sites unrecorded, hook lost 0 times
    > tree
    12 "orders" suspended (group) at OrderService.swift:31 serve()
    ├─ 31 "order 17" suspended (continuation) at Payment.swift:58 charge(_:)
    └─ 32 "order 18" suspended (continuation) at Payment.swift:58 charge(_:)
    40 "report" running [Main.swift:9]
    showing 4 of 4 tasks
    > set
    SETTING  VALUE  MEANING
    color    off    states, warnings and errors stand out by colour too
    paging   off    a long reply waits for a key after each page

    """
}
