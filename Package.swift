// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "swift-task-monitor",
  products: [
    .library(name: "TaskRegistry", targets: ["TaskRegistry"]),
    .library(name: "MonitorServer", targets: ["MonitorServer"]),
    .executable(name: "sample-app", targets: ["sample-app"]),
  ],
  targets: [
    .target(name: "CTaskRuntime", cSettings: [.treatAllWarnings(as: .error)]),
    .target(name: "TaskRegistry", dependencies: ["CTaskRuntime"], swiftSettings: strict),
    .target(name: "MonitorServer", dependencies: ["TaskRegistry"], swiftSettings: strict),
    .executableTarget(name: "sample-app", dependencies: ["MonitorServer"], swiftSettings: strict),
    // Foreign enqueue hooks, which only tests need.
    .target(name: "CTestHooks", path: "Tests/CTestHooks", cSettings: [.treatAllWarnings(as: .error)]),
    .testTarget(
      name: "MonitorTests",
      dependencies: ["TaskRegistry", "MonitorServer", "CTaskRuntime", "CTestHooks", "sample-app"],
      swiftSettings: strict
    ),
  ]
)
