"""The lessons as an nbgrader course.

`nbgrader generate_assignment hello-robot`, run in this folder, makes the child's
version under release/. The site does the same with nbgrader's own classes and
reads this file for it, so that both make the same version.
"""

c = get_config()  # noqa: F821 - nbgrader puts it there

c.CourseDirectory.course_id = "coding-clubs"

# What stands in a release where the model answer was. Stock nbgrader puts
# "raise NotImplementedError()" there, which greets a child with red text.
c.ClearSolutions.code_stub = {"python": "# Write your code here."}
c.ClearSolutions.text_stub = "Write your words here."

# A cell counts as slow after ten seconds; the lessons' own need far less than one.
c.Execute.timeout = 10
