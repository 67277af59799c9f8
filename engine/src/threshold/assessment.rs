use std::collections::BTreeMap;

use super::{Outcome, Verdict};
use crate::plan::{DecisionRule, Requirement};

/// The verdicts as requirements: by category, weighed, and decided on. All of it is computed, none of it entered.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// By name; the one without a name holds what has no category.
    pub categories: BTreeMap<String, Category>,
    /// Weight of what passed.
    pub passed: f64,
    /// Weight of what was measured: passed and failed.
    pub measured: f64,
    /// Weight of everything.
    pub weight: f64,
    /// What follows by the plan's rule.
    pub decision: Option<Decision>,
}

/// The requirements of one category.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Category {
    /// Those that are met.
    pub passed: usize,
    /// Those that are not.
    pub failed: usize,
    /// The titles of those that nobody measured.
    pub missing: Vec<String>,
}

/// How a category came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// All is measured and met.
    Pass,
    /// Something is not met.
    Fail,
    /// Nothing was measured.
    NotMeasured,
    /// What was measured is met; the rest was not measured.
    Partial,
}

/// Whether what was tested may go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may.
    Approved(String),
    /// It may not, and why.
    Rejected(String),
    /// Nobody can say, and why.
    NotEnoughEvidence(String),
}

impl Assessment {
    /// Weight passed by weight measured; none where nothing was measured.
    pub fn score(&self) -> Option<f64> {
        (self.measured > 0.0).then(|| self.passed / self.measured)
    }
}

impl Category {
    /// What its requirements say together.
    pub fn status(&self) -> Status {
        match (self.failed, self.passed, self.missing.len()) {
            (1.., ..) => Status::Fail,
            (0, 0, _) => Status::NotMeasured,
            (0, _, 0) => Status::Pass,
            (0, ..) => Status::Partial,
        }
    }

    /// Met by measured; none where nothing was measured.
    pub fn success_rate(&self) -> Option<f64> {
        let measured = self.passed + self.failed;
        (measured > 0).then(|| self.passed as f64 / measured as f64)
    }
}

/// Groups, weighs and decides. `unsound` says why the whole run cannot be relied upon, if so. None where the plan states
/// thresholds only, and no requirements.
pub fn assess(verdicts: &[Verdict], rule: Option<&DecisionRule>, unsound: Option<&str>) -> Option<Assessment> {
    let plain = Requirement::default();
    if rule.is_none() && verdicts.iter().all(|verdict| verdict.threshold.requirement == plain) {
        return None;
    }
    let mut assessment =
        Assessment { categories: BTreeMap::new(), passed: 0.0, measured: 0.0, weight: 0.0, decision: None };
    for verdict in verdicts {
        let requirement = &verdict.threshold.requirement;
        let category = assessment.categories.entry(requirement.category.clone()).or_default();
        assessment.weight += requirement.weight;
        match verdict.outcome {
            Outcome::Passed => category.passed += 1,
            Outcome::Failed => category.failed += 1,
            Outcome::NotMeasured => category.missing.push(title(verdict).to_owned()),
        }
        if verdict.outcome != Outcome::NotMeasured {
            assessment.measured += requirement.weight;
        }
        if verdict.outcome == Outcome::Passed {
            assessment.passed += requirement.weight;
        }
    }
    assessment.decision = rule.map(|rule| decide(&assessment, rule, unsound));
    Some(assessment)
}

/// What a requirement is called.
pub fn title(verdict: &Verdict) -> &str {
    let requirement = &verdict.threshold.requirement;
    if requirement.title.is_empty() { &verdict.threshold.written.0 } else { &requirement.title }
}

fn decide(assessment: &Assessment, rule: &DecisionRule, unsound: Option<&str>) -> Decision {
    let must = |status: &dyn Fn(&Category) -> bool| {
        let categories = assessment.categories.iter();
        categories.filter(|(name, _)| rule.must.contains(name)).find(|(_, c)| status(c)).map(|(name, _)| name)
    };
    if let Some(name) = must(&|category| category.failed > 0) {
        return Decision::Rejected(format!("a requirement of `{name}` is not met"));
    }
    let best = if assessment.weight > 0.0 {
        (assessment.passed + assessment.weight - assessment.measured) / assessment.weight
    } else {
        1.0
    };
    if best < rule.score {
        return Decision::Rejected(format!("the score would be below {} if all the rest were met", rule.score));
    }
    if let Some(reason) = unsound {
        return Decision::NotEnoughEvidence(reason.to_owned());
    }
    if let Some(name) = must(&|category| !category.missing.is_empty()) {
        return Decision::NotEnoughEvidence(format!("not all of `{name}` was measured"));
    }
    let Some(score) = assessment.score() else {
        return Decision::NotEnoughEvidence("nothing was measured".to_owned());
    };
    if assessment.measured < rule.evidence * assessment.weight {
        let share = assessment.measured / assessment.weight;
        return Decision::NotEnoughEvidence(format!(
            "{share:.3} of the weight was measured, and {} must be",
            rule.evidence
        ));
    }
    match score < rule.score {
        true => Decision::Rejected(format!("the score is below {}", rule.score)),
        false => Decision::Approved(format!("the score is at least {}", rule.score)),
    }
}
