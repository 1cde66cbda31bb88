// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A room of the house: a target under `Sources/` with the settings that all of them share.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one room.
func tests(of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
        swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "quimbi",
    products: [
        .executable(name: "quimbi", targets: ["quimbi"])
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLAPACK", pkgConfig: "openblas lapacke", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        room("Kernels", ["CLAPACK"]),
        room("Domain"),
        room("Tables", ["Domain"]),
        room("PostgreSQL", ["CPostgres"]),
        room("SampleShop", ["Kernels"]),
        room("Ingest", ["Domain", "PostgreSQL", "CZlib", grdb, sqlite, crypto, yams]),
        room("Analytics", ["Domain", "Tables", "Kernels"]),
        room("Reports", ["Domain", "Tables", "Kernels", "Analytics"]),
        room("Store", ["Domain", "Tables", "PostgreSQL", grdb, sqlite, crypto]),
        room("Pipeline", ["Domain", "Tables", "Kernels", "Ingest", "Analytics", "Reports", "Store", crypto]),
        room("ReadAPI", ["Domain", "Tables", "Store", "CZlib", hummingbird, crypto, logging, metrics, lifecycle]),
        .executableTarget(
            name: "quimbi",
            dependencies: [
                "Domain", "Tables", "Kernels", "Ingest", "Analytics", "Reports", "Store", "Pipeline", "ReadAPI",
                "SampleShop", arguments,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "Domain", "Tables", "Kernels", "PostgreSQL", "PostgreSQLServer", "Ingest", "Analytics", "SampleShop",
                arguments,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "Domain", "Kernels", "Ingest", "Store", "Pipeline", "ReadAPI", "SampleShop", arguments, logging,
            ], path: "Tests/Fuzz", swiftSettings: strict),
        .target(
            name: "PostgreSQLServer", dependencies: ["PostgreSQL"], path: "Tests/PostgreSQLServer",
            swiftSettings: strict),
        tests(of: "Kernels", exclude: ["Oracles"]),
        tests(of: "Domain"),
        tests(of: "Tables", ["Domain"]),
        tests(of: "PostgreSQL", ["PostgreSQLServer"]),
        tests(of: "SampleShop", ["Kernels"]),
        tests(of: "Ingest", ["Domain", "SampleShop", "PostgreSQL", "PostgreSQLServer", grdb], exclude: ["Oracles"]),
        tests(of: "Analytics", ["Domain", "Tables", "Kernels", "Ingest", "Reports"], exclude: ["Cohorts/Oracles"]),
        tests(of: "Reports", ["Domain", "Tables", "Analytics"]),
        tests(of: "Store", ["Domain", "Tables", "PostgreSQL", "PostgreSQLServer"]),
        tests(
            of: "Pipeline",
            [
                "Domain", "Tables", "Kernels", "Ingest", "Analytics", "Reports", "Store", "SampleShop", "PostgreSQL",
                "PostgreSQLServer",
            ]),
        tests(of: "ReadAPI", ["Domain", "Tables", "Store", "PostgreSQLServer", logging]),
    ],
    swiftLanguageModes: [.v6]
)
