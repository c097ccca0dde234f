// Whose code a function is, told by its linker name as it stands in programs' symbol tables.

import Testing

@testable import TaskRegistry

@Suite struct SymbolOwnerTests {
  private func owner(_ raw: String, image: String = "app", path: String? = nil) -> SymbolOwner {
    SymbolOwner(
      of: SymbolRecord(rawName: raw, image: image, path: path, line: path == nil ? 0 : 1),
      demangled: Demangler.demangle(raw))
  }

  @Test(arguments: [
    "$s5probe2AcC2goyySSYaKF", "$s5probe2AcC2goyySSYaKFTQ0_", "$s5probe2AcC3twoSaySiGyYaKFTY2_",
    "$s5probe1MV4mainyyYaKFZyyYaKcfU1_ySiYaYbKXEfU_TQ0_", "$s5probe3GenV4propxvgSS_Tg5Tf4n_gTQ1_",
    "$s5probe5outeryyxYaKSciRzlFAA4WalkV_Tg5Tf4d_nTQ0_", "$s5probe3BoxV3b64ACyxGSS_tcfC",
    "$s12MonitorTests9LandmarksO5waitsyyYaFZTQ0_", "$s8NIOPosix8LoopTaskV3runyyF",
  ])
  func functions_of_the_program_and_its_packages_are_program_code(_ raw: String) {
    #expect(owner(raw, path: "/src/P.swift") == .program)
    #expect(owner(raw) == .program)
  }

  @Test(arguments: [
    "$sSi5probeE8waitABityyYaKFTQ1_", "$sScT5probeE5retryyyYaKFZ", "$sSci15AsyncAlgorithmsE8debounceyyF",
    "$s10Foundation4DataV5probeE3sumSiyF", "$sSo17OS_dispatch_queueC5probeE4spinyyF",
  ])
  func extensions_of_the_toolchains_types_are_program_code(_ raw: String) {
    #expect(owner(raw) == .program)
  }

  @Test func a_function_used_as_a_value_is_nobodys_and_an_autoclosure_the_programs() {
    func owner(line: Int) -> SymbolOwner {
      SymbolOwner(
        of: SymbolRecord(rawName: "$s5probe1fyyYaFyyYacfu_", image: "app", path: "/src/P.swift", line: line),
        demangled:
          "(1) await resume partial function for implicit closure #1 () async -> () in probe.f() async -> ()")
    }
    #expect(owner(line: 0) == .generated)
    #expect(owner(line: 7) == .program)
  }

  @Test func an_extension_with_requirements_is_program_code_by_its_file() {
    let raw = "$sScT5probes5NeverORszABRs_rlE5retryyyYaKFZ"
    #expect(owner(raw, path: "/src/P.swift") == .program)
    #expect(owner(raw, path: "/<compiler-generated>") == .system)
  }

  @Test(arguments: [
    "$sScTss5NeverORszABRs_rlE5sleep11nanosecondsys6UInt64V_tYaKFZTQ1_",
    "$ss5ClockPsE5sleep3for9tolerancey8DurationQz_AGSgtYaKFTQ1_",
    "$sScg4next9isolationxSgScA_pSgYi_tYaKFTY1_",
    "$ss23withCheckedContinuation9isolation8function_xScA_pSgYi_SSyScCyxs5NeverOGXEtYalFTQ1_",
    "$s15Synchronization5MutexV8withLockyqd__qd__xzYuqd_0_YKYTXEqd_0_YKs5ErrorRd_0_Ri_d__r0_lF",
    "$sSo17OS_dispatch_queueC8DispatchE5asyncyyF", "$s10Foundation4DataV5countSivg", "$sSa6appendyyxnF",
    "swift_task_switch", "_dispatch_worker_thread",
    "_ZL23completeTaskWithClosurePN5swift12AsyncContextEPNS_10SwiftErrorE",
    "main", "async_MainTQ0_",
  ])
  func the_toolchains_code_inside_the_program_is_not_program_code(_ raw: String) {
    #expect(owner(raw, path: "/<compiler-generated>") == .system)
    #expect(owner(raw) == .system)
  }

  @Test(arguments: [
    "libswift_Concurrency.so", "libdispatch.so", "libc.so.6", "ld-linux-x86-64.so.2", "libFoundation.so",
  ])
  func libraries_of_the_toolchain_and_the_system_are_known_by_their_file(_ image: String) {
    #expect(owner("anything", image: image, path: "/src/x.c") == .system)
  }

  @Test(arguments: [
    "$s5probe1MV4mainyyYaKFZyyYaKcfU_TATQ0_", "$s5probe1MV4mainyyYaKFZyyYaKcfU_TA",
    "$s5probe4WalkVScIAAScI4next7ElementQzSgyYaKFTWTQ0_", "$sIetH_yts5Error_pIegHrzo_TRTQ0_",
    "$s5probe1MV5$mainyyYaKFZTQ0_", "$s5probe1MVMa", "$s5probe1EVACs5ErrorAAWl", "$s5probe1KVWOh",
    "$s5probe1MV4mainyyYaKFZyScCyyts5NeverOGXEfU10_SvSgAHYbcfU_To", "$s5probe1KVwca",
  ])
  func thunks_and_accessors_are_generated(_ raw: String) {
    #expect(owner(raw, path: "//<compiler-generated>") == .generated)
    #expect(owner(raw) == .generated)
  }

  @Test(arguments: [
    ("$s5probe1MV4mainyyYaKFZyyYaKcfU_TATQ0_", "closure #1 in M.main()"),
    (
      "$s5probe4WalkVScIAAScI4next9isolation7ElementQzSgScA_pSgYi_tYa7FailureQzYKFTWTQ0_",
      "Walk.next(isolation:)"
    ),
    (
      "$s5probe3BoxVyxGs30KeyedDecodingContainerProtocolAAsAEP12superDecoder6forKeys0H0_p0J0Qz_tKFTW",
      "Box.superDecoder(forKey:)"
    ),
  ])
  func a_wrapper_with_lines_of_its_own_is_the_function_it_wraps(_ raw: String, _ said: String) {
    let frame = ResolvedFrame(SymbolRecord(rawName: raw, image: "app", path: "/src/P.swift", line: 7))
    #expect(frame.isProgramCode)
    #expect(frame.location == CodeLocation(function: said, file: "P.swift", line: 7))
  }

  @Test func a_sanitizers_runtime_is_not_the_program() {
    #expect(
      owner("read", path: "/home/build/llvm-project/compiler-rt/lib/tsan/rtl/tsan_interceptors.cpp")
        == .system)
  }

  @Test func the_monitor_is_not_the_program() {
    #expect(owner("$s12TaskRegistry5TrackV3runyyF", path: "/src/Track.swift") == .monitor)
    #expect(owner("$s13MonitorServer7MonitorC5startyyF", path: "/src/Monitor.swift") == .monitor)
    #expect(owner("$sSi12TaskRegistryE3fooyyF", path: "/src/Track.swift") == .monitor)
    #expect(owner("hook_enqueue", path: "/src/Sources/CTaskRuntime/Hook.c") == .monitor)
  }

  @Test func c_code_with_a_source_file_and_the_main_files_top_level_are_program_code() {
    #expect(owner("c_nio_http_parser", path: "/src/CNIOHTTP/parser.c") == .program)
    let top = ResolvedFrame(SymbolRecord(rawName: "app_main", image: "app", path: "/src/main.swift", line: 3))
    #expect(top.isProgramCode)
    #expect(top.location == CodeLocation(function: "main", file: "main.swift", line: 3))
  }

  @Test func the_entry_made_for_an_attributed_main_is_not_program_code() {
    #expect(
      !ResolvedFrame(SymbolRecord(rawName: "app_main", image: "app", path: "/src/P.swift", line: 0))
        .isProgramCode)
  }

  @Test(arguments: [
    ("$sScTss5NeverORszABRs_rlE5sleep11nanosecondsys6UInt64V_tYaKFZTQ1_", true),
    (
      "$sScTss5NeverORszABRs_rlE6_sleep5until9tolerance5clocky7InstantQyd___8DurationQyd__Sgqd__tYaKs5ClockRd__lFZs010ContinuousH0V_Tt2B5TQ1_",
      true
    ),
    ("$ss15ContinuousClockVs0B0ssACP5sleep5until9tolerancey7InstantQz_8DurationQzSgtYaKFTWTQ0_", true),
    ("$ss5ClockPsE5sleep3for9tolerancey8DurationQz_AGSgtYaKFTQ1_", true),
    ("$ss15SuspendingClockV5sleep5until9toleranceyAB7InstantV_s8DurationVSgtYaKFTQ0_", true),
    ("$sScT5valuexvgTY0_", false),
    ("$s5probe7MyClockV5sleep5untilyyYaKF", false),
  ])
  func sleeping_is_known_by_name(_ raw: String, _ isSleep: Bool) {
    #expect(ResolvedFrame(SymbolRecord(rawName: raw, image: "app", path: nil, line: 0)).isSleep == isSleep)
  }
}
