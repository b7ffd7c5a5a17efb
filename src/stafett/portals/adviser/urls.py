"""The pages of advisers and leaders."""

from django.urls import path

from stafett.portals.adviser.views import actions, case, duties, law, many, own_work, quarantine, worklist

urlpatterns = [
    path("", worklist.work_list, name="adviser_list"),
    path("protected/", worklist.protected, name="adviser_protected"),
    path("many/", many.change, name="adviser_many"),
    path("many/<int:action_id>/undo/", many.undo, name="adviser_undo"),
    path("seen/", many.seen, name="adviser_seen"),
    path("views/", many.views, name="adviser_views"),
    path("views/save/", many.save, name="adviser_save_view"),
    path("views/<int:view_id>/", many.edit, name="adviser_edit_view"),
    path("search/", worklist.search, name="adviser_search"),
    path("case/<int:case_id>/", case.show, name="adviser_case"),
    path("case/<int:case_id>/take/", actions.take, name="adviser_take"),
    path("case/<int:case_id>/confirm/", actions.confirm, name="adviser_confirm"),
    path("case/<int:case_id>/mark/", actions.mark, name="adviser_mark"),
    path("case/<int:case_id>/answers/", actions.register_answers, name="adviser_answers"),
    path("case/<int:case_id>/soon-end/", actions.register_reply, {"kind": "soon_end"}, name="adviser_soon_end"),
    path(
        "case/<int:case_id>/meeting-need/",
        actions.register_reply,
        {"kind": "meeting_need"},
        name="adviser_meeting_need",
    ),
    path("case/<int:case_id>/request/<int:request_id>/", actions.answer, name="adviser_answer_request"),
    path("case/<int:case_id>/task/<int:task_id>/", duties.finish, name="adviser_finish"),
    path("case/<int:case_id>/task/<int:task_id>/assess/", duties.assess, name="adviser_assess"),
    path("case/<int:case_id>/task/<int:task_id>/not-needed/", duties.not_needed, name="adviser_not_needed"),
    path("case/<int:case_id>/task/<int:task_id>/follow/", duties.follow, name="adviser_follow"),
    path("case/<int:case_id>/task/<int:task_id>/reopen/", duties.reopen, name="adviser_reopen"),
    path("case/<int:case_id>/follow-up/", own_work.set_one, name="adviser_follow_up"),
    path("case/<int:case_id>/follow-up/<int:follow_up_id>/", own_work.change, name="adviser_change_follow_up"),
    path("case/<int:case_id>/note/", own_work.note, name="adviser_note"),
    path("case/<int:case_id>/note/<int:note_id>/", own_work.correct, name="adviser_correct_note"),
    path("law/", law.law, name="law"),
    path("quarantine/", quarantine.refused, name="adviser_quarantine"),
    path("quarantine/unmatched/", quarantine.unmatched, name="adviser_unmatched"),
    path("quarantine/<int:record_id>/", quarantine.record, name="adviser_refused"),
    path("quarantine/<int:record_id>/original/", quarantine.original, name="adviser_original"),
    path("quarantine/<int:record_id>/replay/", quarantine.replay_record, name="adviser_replay"),
]
