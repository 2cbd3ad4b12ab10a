// What is thrown, with everything that is wrong.
export class SkillSubsidyError extends Error {
  // The name in the source is shortened.
  static get name() {
    return "SkillSubsidyError";
  }

  constructor(problems) {
    super(problems.map((problem) => problem.message).join("\n"));
    this.name = "SkillSubsidyError";
    this.problems = problems;
    const first = problems[0];
    this.code = first.code;
    this.key = first.key;
    this.allowed = first.allowed;
  }
}
