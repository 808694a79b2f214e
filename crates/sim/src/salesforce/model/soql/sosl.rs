//! What follows the search term in SOSL. Lives here because its parentheses hold SOQL.

use super::{lexer::Token, parser::Parser};
use crate::salesforce::{
    ApiError,
    model::search::{Group, Returning},
};

impl Parser<'_> {
    /// `[IN group FIELDS] [RETURNING object[(…)], …] [LIMIT n]`, up to the end of the text.
    pub(crate) fn sosl_tail(mut self) -> Result<(Group, Vec<Returning>, Option<usize>), ApiError> {
        let mut group = Group::All;
        if self.take_word("in")? {
            group = Group::parse(&self.column()?.name).ok_or_else(|| self.unexpected())?;
            self.expect_word("fields")?;
        }
        let mut returning = Vec::new();
        if self.take_word("returning")? {
            returning.push(self.returning()?);
            while self.take_mark(",")? {
                returning.push(self.returning()?);
            }
        }
        let limit = self.count_after("limit")?;
        if self.token != Token::End {
            return Err(self.unexpected());
        }
        Ok((group, returning, limit))
    }

    fn returning(&mut self) -> Result<Returning, ApiError> {
        let mut returning = Returning::ids_of(&self.column()?.name);
        if !self.take_mark("(")? {
            return Ok(returning);
        }
        returning.fields = vec![self.column()?.name];
        while self.take_mark(",")? {
            returning.fields.push(self.column()?.name);
        }
        if self.take_word("where")? {
            returning.condition = Some(self.condition()?);
        }
        returning.limit = self.count_after("limit")?;
        self.expect_mark(")")?;
        Ok(returning)
    }
}
