import ArgumentParser
@main struct Q: ParsableCommand {}
